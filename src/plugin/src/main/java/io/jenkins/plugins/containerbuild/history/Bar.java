package io.jenkins.plugins.containerbuild.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** A horizontal bar on a page, divided into the parts of a whole. */
public final class Bar {
    /** Width of the whole bar in SVG units. */
    private static final long WIDTH = 1_000;

    private final List<Part> parts = new ArrayList<>();
    private final LongFunction<String> figure;

    /** @param figure formats the value of a part */
    Bar(LongFunction<String> figure) {
        this.figure = figure;
    }

    /**
     * Adds a part on the right.
     *
     * @param kind selects the colour; see {@code look.css}
     * @param value size of the part; a part is not added if the value is 0 or unknown (negative)
     */
    Bar with(String kind, String name, long value) {
        if (value > 0) {
            parts.add(new Part(kind, name, value));
        }
        return this;
    }

    public List<Part> getParts() {
        return parts;
    }

    /** Text alternative of the drawing. */
    public String getText() {
        return parts.stream()
                .map(part -> part.getName() + " " + part.getFigure())
                .collect(Collectors.joining(", "));
    }

    private long sum() {
        return parts.stream().mapToLong(part -> part.value).sum();
    }

    /** A part with its position in the drawing. */
    public final class Part {
        private final String kind;
        private final String name;
        private final long value;

        private Part(String kind, String name, long value) {
            this.kind = kind;
            this.name = name;
            this.value = value;
        }

        public String getKind() {
            return kind;
        }

        public String getName() {
            return name;
        }

        public String getFigure() {
            return figure.apply(value);
        }

        public long getLeft() {
            return place(parts.stream()
                    .limit(parts.indexOf(this))
                    .mapToLong(part -> part.value)
                    .sum());
        }

        public long getWidth() {
            return place(value);
        }

        private long place(long of) {
            long sum = sum();
            return sum == 0 ? 0 : Math.round((double) WIDTH * of / sum);
        }
    }
}
