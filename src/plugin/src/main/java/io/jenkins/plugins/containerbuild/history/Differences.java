package io.jenkins.plugins.containerbuild.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** Lists the figures in which a build differs from the previous build. */
final class Differences {
    private final List<String> parts = new ArrayList<>();

    /**
     * Adds a figure to the list if it differs. Unknown values are negative and are not compared.
     *
     * @param now value in this build
     * @param before value in the previous build
     * @param least smallest difference that is listed
     */
    Differences with(String name, long now, long before, long least, LongFunction<String> figure) {
        long difference = Math.abs(now - before);
        if (now >= 0 && before >= 0 && difference >= least) {
            parts.add(name + (now < before ? " −" : " +") + figure.apply(difference));
        }
        return this;
    }

    /** The list, for example {@code application +1.20 MB, push +2.1 s}; "" if there are no listed differences. */
    String text() {
        return String.join(", ", parts);
    }
}
