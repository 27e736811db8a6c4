package io.jenkins.plugins.containerbuild.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Lists the figures of a build that differ from those of the previous build. */
final class Differences {
    private final List<String> parts = new ArrayList<>();

    /**
     * Adds a part.
     *
     * @param now current value; below 0 if unknown, as before: then nothing is added
     * @param least smallest difference that is listed
     */
    Differences with(String name, long now, long before, long least, LongFunction<String> figure) {
        long difference = Math.abs(now - before);
        if (now >= 0 && before >= 0 && difference >= least) {
            parts.add(name + (now < before ? " −" : " +") + figure.apply(difference));
        }
        return this;
    }

    /** {@code application +1.20 MB, push +2.1 sec}; "" if nothing differs enough. */
    String text() {
        return String.join(", ", parts);
    }
}
