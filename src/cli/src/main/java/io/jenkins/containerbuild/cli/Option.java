package io.jenkins.containerbuild.cli;

/**
 * An option of a command.
 *
 * @param name with its dashes, {@code --file}
 * @param letter the short form, {@code -f}, or "" where there is none
 * @param kind what it takes
 * @param value what stands for its value in the help, "" for a flag
 * @param help one line
 */
record Option(String name, String letter, Kind kind, String value, String help) {

    /** What an option takes. */
    enum Kind {
        /** Nothing, or {@code =true}, {@code =false}. */
        FLAG,
        /** A value; the last one counts. */
        VALUE,
        /** A value each time. */
        LIST,
        /** It is known, and refused, but for {@code =false}, which asks for nothing. */
        LATER
    }

    static Option flag(String name, String help) {
        return new Option(name, "", Kind.FLAG, "", help);
    }

    static Option value(String name, String value, String help) {
        return new Option(name, "", Kind.VALUE, value, help);
    }

    static Option list(String name, String value, String help) {
        return new Option(name, "", Kind.LIST, value, help);
    }

    static Option later(String name) {
        return new Option(name, "", Kind.LATER, "", "");
    }

    Option withLetter(String other) {
        return new Option(name, other, kind, value, help);
    }
}
