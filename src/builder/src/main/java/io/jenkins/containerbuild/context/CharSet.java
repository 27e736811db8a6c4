package io.jenkins.containerbuild.context;

import java.util.Arrays;
import java.util.Map;

/** A set of characters in an expression: one, all but a line feed, an escape, or a class in brackets as Go's package regexp reads them. */
final class CharSet {

    /** What {@code .} stands for. */
    static final CharSet ANY = new CharSet(new int[] {'\n', '\n'}, true);

    static final CharSet EVERYTHING = new CharSet(new int[] {0, Character.MAX_CODE_POINT}, false);

    private static final int[] DIGITS = {'0', '9'};
    private static final int[] SPACES = {'\t', '\n', '\f', '\r', ' ', ' '};
    private static final int[] WORDS = {'0', '9', 'A', 'Z', '_', '_', 'a', 'z'};

    private final int[] ranges;
    private final boolean negated;

    private CharSet(int[] ranges, boolean negated) {
        this.ranges = ranges;
        this.negated = negated;
    }

    /** A set and where the text goes on after it. */
    record Parsed(CharSet set, int end) {}

    static CharSet of(int c) {
        return new CharSet(new int[] {c, c}, false);
    }

    boolean contains(int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= c && c <= ranges[i + 1]) {
                return !negated;
            }
        }
        return negated;
    }

    /** The only character of the set, or -1. */
    int single() {
        return !negated && ranges.length == 2 && ranges[0] == ranges[1] ? ranges[0] : -1;
    }

    /** Reads what stands at a place of an expression. */
    static Parsed parse(int[] text, int at) {
        return switch (text[at]) {
            case '[' -> parseClass(text, at + 1);
            case '.' -> new Parsed(ANY, at + 1);
            case '\\' -> new Parsed(escaped(text[at + 1]), at + 2);
            default -> new Parsed(of(text[at]), at + 1);
        };
    }

    private static CharSet escaped(int c) {
        return switch (c) {
            case 'd', 'D' -> new CharSet(DIGITS, c == 'D');
            case 's', 'S' -> new CharSet(SPACES, c == 'S');
            case 'w', 'W' -> new CharSet(WORDS, c == 'W');
            default -> of(escapedCharacter(c));
        };
    }

    private static int escapedCharacter(int c) {
        switch (c) {
            case 'a':
                return 7;
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return 11;
            default:
                if (c >= 0x80 || Character.isLetterOrDigit(c)) {
                    throw new IllegalArgumentException("\\" + Character.toString(c)
                            + " has no meaning; write the character without the backslash");
                }
                return c;
        }
    }

    private static Parsed parseClass(int[] text, int start) {
        boolean negated = start < text.length && text[start] == '^';
        int[] ranges = new int[0];
        int i = negated ? start + 1 : start;
        for (boolean first = true; first || bound(text, i) != ']'; first = false) {
            PosixClass named = PosixClass.at(text, i);
            if (named != null) {
                ranges = join(ranges, named.ranges());
                i = named.end();
            } else if (bound(text, i) == '\\' && "dDsSwW".indexOf(bound(text, i + 1)) >= 0) {
                ranges = join(ranges, escaped(text[i + 1]).positive());
                i += 2;
            } else {
                int low = member(text, i);
                i += text[i] == '\\' ? 2 : 1;
                int high = low;
                if (bound(text, i) == '-' && bound(text, i + 1) != ']') {
                    high = member(text, i + 1);
                    i += text[i + 1] == '\\' ? 3 : 2;
                }
                if (high < low) {
                    throw new IllegalArgumentException("the range " + Character.toString(low) + "-"
                            + Character.toString(high) + " runs backwards");
                }
                ranges = join(ranges, low, high);
            }
        }
        return new Parsed(new CharSet(ranges, negated), i + 1);
    }

    private static int member(int[] text, int at) {
        int c = bound(text, at);
        return c == '\\' ? escapedCharacter(bound(text, at + 1)) : c;
    }

    private static int bound(int[] text, int at) {
        if (at >= text.length) {
            throw new IllegalArgumentException("a [ is not closed");
        }
        return text[at];
    }

    /** The same set without negation. */
    private int[] positive() {
        if (!negated) {
            return ranges;
        }
        int[] rest = {};
        int low = 0;
        for (int i = 0; i < ranges.length; i += 2) {
            rest = ranges[i] > low ? join(rest, low, ranges[i] - 1) : rest;
            low = ranges[i + 1] + 1;
        }
        return join(rest, low, Character.MAX_CODE_POINT);
    }

    private static int[] join(int[] a, int... b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** {@code [:alpha:]} and its like inside of a class. */
    private record PosixClass(int[] ranges, int end) {
        private static final Map<String, String> NAMES = Map.ofEntries(
                Map.entry("alnum", "09AZaz"),
                Map.entry("alpha", "AZaz"),
                Map.entry("ascii", "\0\177"),
                Map.entry("blank", "\t\t  "),
                Map.entry("cntrl", "\0\37\177\177"),
                Map.entry("digit", "09"),
                Map.entry("graph", "!~"),
                Map.entry("lower", "az"),
                Map.entry("print", " ~"),
                Map.entry("punct", "!/:@[`{~"),
                Map.entry("space", "\t\r  "),
                Map.entry("upper", "AZ"),
                Map.entry("word", "09AZ__az"),
                Map.entry("xdigit", "09AFaf"));

        static PosixClass at(int[] text, int at) {
            if (at + 2 >= text.length || text[at] != '[' || text[at + 1] != ':') {
                return null;
            }
            String rest = new String(text, at + 2, text.length - at - 2);
            int close = rest.indexOf(":]");
            if (close < 0) {
                return null;
            }
            boolean negated = rest.startsWith("^");
            String name = rest.substring(negated ? 1 : 0, close);
            String members = NAMES.get(name);
            if (members == null) {
                throw new IllegalArgumentException("[:" + name + ":] names no class");
            }
            CharSet set = new CharSet(members.chars().toArray(), negated);
            return new PosixClass(set.positive(), at + 2 + rest.codePointCount(0, close) + 2);
        }
    }
}
