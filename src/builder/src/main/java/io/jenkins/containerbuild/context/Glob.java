package io.jenkins.containerbuild.context;

/**
 * A pattern of an ignore file or of {@code --exclude}, as moby/patternmatcher understands it. Most patterns are plain comparisons; the rest
 * is a program that runs over a path in time bounded by the product of both lengths, whatever the pattern.
 *
 * <p>The peer writes a regular expression and compiles that, so what the expression makes of a pattern is what the pattern means, also
 * where that surprises; {@link GlobExpression} is that step, {@link GlobProgram} the compiler.
 */
final class Glob {

    /** How a path is compared. */
    enum Kind {
        EXACT,
        /** {@code dir/**}. */
        PREFIX,
        /** {@code **}{@code /name}. */
        SUFFIX,
        PROGRAM
    }

    private final Kind kind;
    private final String literal;
    private final GlobProgram program;

    private Glob(Kind kind, String literal, GlobProgram program) {
        this.kind = kind;
        this.literal = literal;
        this.program = program;
    }

    /**
     * @param pattern cleaned, without the exclamation mark
     * @throws IllegalArgumentException with the reason, if the pattern is malformed
     */
    static Glob of(String pattern) {
        if (GoMatch.of(pattern).compare(".") == GoMatch.Result.MALFORMED) {
            throw new IllegalArgumentException("a [ is not closed, a range is incomplete or a \\ stands at the end");
        }
        GlobExpression expression = GlobExpression.of(pattern);
        return switch (expression.kind()) {
            case EXACT -> new Glob(Kind.EXACT, pattern, null);
            case PREFIX -> new Glob(Kind.PREFIX, pattern.substring(0, pattern.length() - 2), null);
            case SUFFIX -> new Glob(Kind.SUFFIX, pattern.substring(2), null);
            case PROGRAM -> new Glob(Kind.PROGRAM, "", GlobProgram.of(expression.text()));
        };
    }

    Kind kind() {
        return kind;
    }

    /** What is compared, or for a program the text that every path it matches begins with, ends with or holds. */
    String literal() {
        return literal;
    }

    GlobProgram program() {
        return program;
    }

    boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(literal);
            case PREFIX -> path.startsWith(literal);
            case SUFFIX ->
                path.endsWith(literal)
                        || (literal.startsWith("/") && path.length() == literal.length() - 1 && literal.endsWith(path));
            case PROGRAM -> program.matches(GoMatch.points(path));
        };
    }
}
