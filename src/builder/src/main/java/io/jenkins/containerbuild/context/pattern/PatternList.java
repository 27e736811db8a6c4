package io.jenkins.containerbuild.context.pattern;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.TreePath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A list of patterns, where the last match decides; {@code !} marks an exception. Follows
 * {@code MatchesUsingParentResults} of moby/patternmatcher: a pattern that matches a directory also matches everything
 * in it.
 */
public final class PatternList {
    private static final int MOST_PATTERNS = 10_000;

    /**
     * Maximum length of an expression in characters, equal to the maximum length of a path. Bounds the time of one
     * comparison, and thus the delay until an interrupt is noticed.
     */
    private static final int MOST_CHARACTERS = 4096;

    /** Maximum total length of all expressions in characters. Bounds their memory and the time to match a path. */
    private static final int MOST_CHARACTERS_IN_ALL = 400_000;

    /**
     * The patterns that apply to a path.
     *
     * @param numbers indexes of the patterns that match the path or a directory above it; children of the path inherit
     *     these indexes
     * @param selected whether the last of these patterns is not an exception
     */
    public record Matched(BitSet numbers, boolean selected) {
        private static final Matched NONE = new Matched(new BitSet(), false);
    }

    private record Rule(Glob glob, String text, boolean exception, int line) {}

    private final String source;
    private final List<Rule> rules = new ArrayList<>();
    private final PatternReach exceptionReach = new PatternReach();
    private int totalSize;

    /** @param source name of the file that contains the patterns, for messages */
    public PatternList(String source) {
        this.source = source;
    }

    /** Creates a list of the patterns of {@code --exclude}. */
    public static PatternList ofExcludes(List<String> patterns, String file, int line) {
        PatternList list = new PatternList(file);
        for (String pattern : patterns) {
            list.add(pattern, line);
        }
        return list;
    }

    /**
     * Adds a pattern, which takes precedence over the patterns before it.
     *
     * @throws InputException if the pattern is malformed, or if there are too many patterns
     */
    public void add(String written, int line) {
        String pattern = TreePath.trimSpace(written);
        if (pattern.isEmpty()) {
            return;
        }
        pattern = TreePath.clean(pattern);
        boolean exception = pattern.charAt(0) == '!';
        if (exception && pattern.length() == 1) {
            throw InputException.at(source, line, "\"!\" must be followed by a pattern; add one or delete the line");
        }
        String text = exception ? pattern.substring(1) : pattern;
        try {
            checkSize(text, line);
            rules.add(new Rule(Glob.of(text), text, exception, line));
        } catch (IllegalArgumentException e) {
            throw InputException.at(
                    source,
                    line,
                    "the pattern \"" + text + "\" is malformed: " + e.getMessage()
                            + "; correct it; write \\ before a special character that is meant literally");
        }
        if (exception) {
            exceptionReach.add(text);
        }
    }

    private void checkSize(String text, int line) {
        if (rules.size() == MOST_PATTERNS) {
            throw InputException.at(
                    source,
                    line,
                    "more than 10,000 patterns; replace lists of files with patterns for their directories");
        }
        int size = GlobExpression.of(text).size();
        totalSize += size;
        if (size > MOST_CHARACTERS) {
            throw InputException.at(
                    source,
                    line,
                    "the pattern is longer than 4,096 characters (a repetition such as {1000} counts"
                            + " 1,000 times); shorten it");
        }
        if (totalSize > MOST_CHARACTERS_IN_ALL) {
            throw InputException.at(
                    source,
                    line,
                    "the patterns with wildcards up to this line have more than 400,000 characters in total;"
                            + " replace lists of files with patterns for their directories");
        }
    }

    public boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Returns the result for the root, which no pattern matches. */
    public Matched root() {
        return Matched.NONE;
    }

    /** Matches a path, given the result for the directory that contains it. */
    public Matched match(String path, Matched directory) {
        BitSet numbers = directory.numbers();
        boolean selected = false;
        for (int number = 0; number < rules.size(); number++) {
            Rule rule = rules.get(number);
            boolean matches = directory.numbers().get(number);
            // As in moby/patternmatcher, a pattern is compared, and inherited, only if a match would change the result.
            if (!matches && rule.exception() == selected && rule.glob().matches(path)) {
                numbers = numbers == directory.numbers() ? (BitSet) numbers.clone() : numbers;
                numbers.set(number);
                matches = true;
            }
            selected = matches ? !rule.exception() : selected;
        }
        return numbers == directory.numbers() ? directory : new Matched(numbers, selected);
    }

    /** Whether an exception may match something in an excluded directory. */
    public boolean mayExcept(String directory) {
        return exceptionReach.mayMatchIn(directory);
    }

    /** Returns the pattern that decided the result, as {@code FILE:LINE (PATTERN)}. */
    public String deciding(Matched matched) {
        Rule rule = rules.get(matched.numbers().length() - 1);
        return source + ":" + rule.line() + " (" + rule.text() + ")";
    }
}
