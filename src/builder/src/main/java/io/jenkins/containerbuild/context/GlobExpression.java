package io.jenkins.containerbuild.context;

/**
 * The regular expression that moby/patternmatcher writes for a pattern, less the anchors at its ends.
 *
 * @param kind whether a plain comparison does
 * @param text the expression
 */
record GlobExpression(Glob.Kind kind, String text) {
    /** The peer means to escape the bar and braces too, but does not: they are alternation and repetition. */
    private static final String ESCAPED = ".+()$";

    /** A backslash at the end escapes the anchor that the peer puts there, so anything may follow the dollar. */
    private static final String BACKSLASH_AT_END = "\\$.*";

    static GlobExpression of(String pattern) {
        Glob.Kind kind = Glob.Kind.EXACT;
        StringBuilder text = new StringBuilder();
        int[] points = GoMatch.points(pattern);
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            if (c == '*' && i + 1 < points.length && points[i + 1] == '*') {
                boolean first = i == 0;
                i = afterDoubleStar(points, i) - 1;
                boolean last = i + 1 == points.length;
                boolean plainTail = last && kind == Glob.Kind.EXACT;
                if (!plainTail) {
                    text.append(last ? ".*" : "(.*/)?");
                }
                kind = first ? Glob.Kind.SUFFIX : plainTail ? Glob.Kind.PREFIX : Glob.Kind.PROGRAM;
            } else if (c == '*' || c == '?') {
                text.append(c == '*' ? "[^/]*" : "[^/]");
                kind = Glob.Kind.PROGRAM;
            } else if (c == '\\') {
                boolean last = ++i == points.length;
                text.append(last ? BACKSLASH_AT_END : "\\" + Character.toString(points[i]));
                kind = Glob.Kind.PROGRAM;
            } else {
                if (c < 0x80 && ESCAPED.indexOf(c) >= 0) {
                    text.append('\\');
                }
                text.appendCodePoint(c);
                kind = c == '[' || c == ']' ? Glob.Kind.PROGRAM : kind;
            }
        }
        return new GlobExpression(kind, text.toString());
    }

    private static int afterDoubleStar(int[] points, int at) {
        int next = at + 2;
        return next < points.length && points[next] == '/' ? next + 1 : next;
    }
}
