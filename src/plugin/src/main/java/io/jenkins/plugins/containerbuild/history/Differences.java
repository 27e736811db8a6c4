package io.jenkins.plugins.containerbuild.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** The parts of a build's figures that made them differ from those of the build before. */
final class Differences {
    private final List<String> parts = new ArrayList<>();

    /**
     * Adds a part.
     *
     * @param now below 0 where nobody knows, and the same of before; then it says nothing
     * @param least what is worth a word
     */
    Differences with(String name, long now, long before, long least, LongFunction<String> figure) {
        long difference = Math.abs(now - before);
        if (now >= 0 && before >= 0 && difference >= least) {
            parts.add(name + (now < before ? " −" : " +") + figure.apply(difference));
        }
        return this;
    }

    /** {@code application +1.20 MB, push +2.1 sec}; "" where nothing is worth a word. */
    String text() {
        return String.join(", ", parts);
    }
}
