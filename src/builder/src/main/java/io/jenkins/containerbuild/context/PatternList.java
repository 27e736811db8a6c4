package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.fault.InputException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Patterns of which the last that matches decides, {@code !} making an exception, as moby/patternmatcher has it
 * ({@code MatchesUsingParentResults}): what matches a directory also matches everything in it. An index finds the few patterns that can match
 * a path, so that a million of them cost little more than one.
 */
final class PatternList {

    /**
     * What the patterns make of a path.
     *
     * @param numbers of the patterns that match it or a directory above it, ascending; with these its children are matched
     * @param selected whether the last of them is no exception
     */
    record Matched(int[] numbers, boolean selected) {
        private static final Matched NONE = new Matched(new int[0], false);
    }

    private final String source;
    private final BitSet exceptions = new BitSet();
    private int[] lines = new int[16];
    private int[] runs = new int[16];
    private int run;
    private final GlobIndex index = new GlobIndex();
    private final PatternReach exceptionReach = new PatternReach();

    /** @param source the file that holds the patterns, for messages */
    PatternList(String source) {
        this.source = source;
    }

    /** The patterns of {@code --exclude}. */
    static PatternList ofExcludes(List<String> patterns, String file, int line) {
        PatternList list = new PatternList(file);
        for (String pattern : patterns) {
            list.add(pattern, line);
        }
        return list;
    }

    /**
     * Adds a pattern, which counts after those before it.
     *
     * @throws InputException if it is malformed
     */
    void add(String written, int line) {
        String pattern = GoPath.trimSpace(written);
        if (pattern.isEmpty()) {
            return;
        }
        pattern = GoPath.clean(pattern);
        boolean exception = pattern.charAt(0) == '!';
        if (exception && pattern.length() == 1) {
            throw InputException.at(
                    source, line, "\"!\" excepts nothing; write a pattern behind it or delete the line");
        }
        String text = exception ? pattern.substring(1) : pattern;
        int number = index.size();
        if (number > 0 && exception != exceptions.get(number - 1)) {
            run++;
        }
        int twin = index.newest(text);
        if (twin >= 0 && runs[twin] == run) {
            return;
        }
        try {
            index.add(text);
        } catch (IllegalArgumentException e) {
            throw InputException.at(source, line, "the pattern \"" + text + "\" is malformed: " + e.getMessage());
        }
        remember(text, number, exception, line);
    }

    private void remember(String text, int number, boolean exception, int line) {
        exceptions.set(number, exception);
        if (number >= lines.length) {
            lines = Arrays.copyOf(lines, number * 2);
            runs = Arrays.copyOf(runs, number * 2);
        }
        lines[number] = line;
        runs[number] = run;
        if (exception) {
            exceptionReach.add(text);
        }
    }

    boolean isEmpty() {
        return index.size() == 0;
    }

    /** What stands for the root, which no pattern matches. */
    Matched root() {
        return Matched.NONE;
    }

    /** What the patterns make of a path, given what they made of its directory. */
    Matched match(String path, Matched directory) {
        if (isEmpty()) {
            return directory;
        }
        int[] direct = index.matching(path);
        if (direct.length == 0) {
            return directory;
        }
        int[] inherited = directory.numbers();
        int[] found = new int[direct.length + inherited.length];
        int count = 0;
        boolean selected = false;
        for (int i = 0, j = 0; i < direct.length || j < inherited.length; ) {
            boolean fromDirectory = i == direct.length || (j < inherited.length && inherited[j] <= direct[i]);
            int number = fromDirectory ? inherited[j++] : direct[i];
            i += i < direct.length && direct[i] == number ? 1 : 0;
            // Where a match would change nothing, the peer does not look, and so does not hand it down either.
            if (fromDirectory || exceptions.get(number) == selected) {
                found[count++] = number;
                selected = !exceptions.get(number);
            }
        }
        return new Matched(Arrays.copyOf(found, count), selected);
    }

    /** Whether an exception may match something in a directory that is excluded. */
    boolean mayExcept(String directory) {
        return exceptionReach.mayMatchIn(directory);
    }

    /** Where the pattern stands that decides on an excluded path, as {@code FILE:LINE (PATTERN)}. */
    String deciding(Matched matched) {
        int number = matched.numbers()[matched.numbers().length - 1];
        return source + ":" + lines[number] + " (" + index.text(number) + ")";
    }
}
