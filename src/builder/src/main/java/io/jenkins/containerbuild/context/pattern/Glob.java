package io.jenkins.containerbuild.context.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A pattern of an ignore file or of {@code --exclude}, interpreted as moby/patternmatcher does. Matching takes linear
 * time.
 */
final class Glob {

    /** How the pattern is compared with a path. */
    enum Kind {
        EXACT,
        /** {@code dir/**}. */
        PREFIX,
        /** {@code **}{@code /name}. */
        SUFFIX,
        EXPRESSION
    }

    private final Kind kind;
    private final String literal;
    private final Pattern expression;
    private final GlobLiterals literals;

    private Glob(Kind kind, String literal, Pattern expression, GlobLiterals literals) {
        this.kind = kind;
        this.literal = literal;
        this.expression = expression;
        this.literals = literals;
    }

    /**
     * Compiles a pattern.
     *
     * @param pattern cleaned pattern, without the exclamation mark
     * @throws IllegalArgumentException with the reason, if the pattern is malformed
     */
    static Glob of(String pattern) {
        if (GoMatch.of(pattern).compare(".") == GoMatch.Result.MALFORMED) {
            throw new IllegalArgumentException("a [ is not closed, a range is incomplete, or the last character is \\");
        }
        GlobExpression expression = GlobExpression.of(pattern);
        return switch (expression.kind()) {
            case EXACT -> new Glob(Kind.EXACT, pattern, null, null);
            case PREFIX -> new Glob(Kind.PREFIX, pattern.substring(0, pattern.length() - 2), null, null);
            case SUFFIX -> new Glob(Kind.SUFFIX, pattern.substring(2), null, null);
            case EXPRESSION -> new Glob(Kind.EXPRESSION, "", compile(expression.text()), GlobLiterals.of(pattern));
        };
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(GlobLiterals.wellFormed(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(e.getDescription() + " in " + e.getPattern(), e);
        }
    }

    boolean matches(String path) {
        return switch (kind) {
            case EXACT -> path.equals(literal);
            case PREFIX -> path.startsWith(literal);
            case SUFFIX ->
                path.endsWith(literal)
                        || (literal.startsWith("/") && path.length() == literal.length() - 1 && literal.endsWith(path));
            // The expression is slow, so it is used only for paths that contain its literal text.
            case EXPRESSION ->
                literals.areIn(path)
                        && expression.matcher(GlobLiterals.wellFormed(path)).find();
        };
    }
}
