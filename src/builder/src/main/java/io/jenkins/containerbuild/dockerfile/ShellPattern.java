package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A shell's pattern without brackets: {@code *} is any text and {@code ?} any character, neither of them a line feed; a backslash makes
 * them ordinary. Matching takes time proportional to text times pattern, whatever the pattern.
 */
final class ShellPattern {
    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    /** Characters that replacing may make of a text beyond its own. */
    private static final int MOST_GROWTH = 1 << 20;

    /** Characters, or one of the two above. */
    private final int[] parts;

    private ShellPattern(int[] parts) {
        this.parts = parts;
    }

    static ShellPattern parse(String pattern) {
        List<Integer> parts = new ArrayList<>();
        int[] characters = pattern.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == '*') {
                parts.add(ANY_TEXT);
            } else if (c == '?') {
                parts.add(ANY_CHARACTER);
            } else if (c == '\\') {
                i++;
                parts.add(escaped(pattern, i < characters.length ? characters[i] : -1));
            } else {
                parts.add(c);
            }
        }
        return new ShellPattern(toArray(parts));
    }

    private static int[] toArray(List<Integer> values) {
        int[] array = new int[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }

    /** The brace and the slash have to be escaped inside <code>${…}</code>. */
    private static int escaped(String pattern, int c) {
        if (c == '}' || c == '/' || c == '*' || c == '?' || c == '\\') {
            return c;
        }
        throw new Mistake("invalid pattern (" + pattern + ") in substitution: invalid escape '\\"
                + (c < 0 ? "" : Character.toString(c)) + "'; \\* \\? \\\\ \\} \\/ would work");
    }

    String withoutPrefix(String text, boolean longest) {
        int[] characters = text.codePoints().toArray();
        int end = longest ? match(characters, 0, 0).longest : match(characters, 0, 0).shortest;
        return end < 0 ? text : new String(characters, end, characters.length - end);
    }

    String withoutSuffix(String text, boolean longest) {
        int[] characters = reversed(text.codePoints().toArray());
        Match match = new ShellPattern(reversed(parts)).match(characters, 0, 0);
        int end = longest ? match.longest : match.shortest;
        return end < 0
                ? text
                : new String(
                        reversed(Arrays.copyOfRange(characters, end, characters.length)), 0, characters.length - end);
    }

    private static int[] reversed(int[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < values.length; i++) {
            result[values.length - 1 - i] = values[i];
        }
        return result;
    }

    /** The first and longest match is replaced by the text as it is. */
    String replaceFirst(String text, String replacement) {
        int[] characters = text.codePoints().toArray();
        Match match = match(characters, 0, characters.length);
        if (match.longest < 0) {
            return text;
        }
        return new String(characters, 0, match.start)
                + replacement
                + new String(characters, match.longest, characters.length - match.longest);
    }

    /**
     * Every match is replaced; {@code $0} in the replacement is what was found, and {@code $$} a dollar, since BuildKit hands it to Go's
     * {@code Regexp.ReplaceAllString}. Nothing is put behind a match for the empty text at its end.
     */
    String replaceAll(String text, String replacement) {
        int[] characters = text.codePoints().toArray();
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int search = 0;
        while (search <= characters.length) {
            Match match = match(characters, search, characters.length);
            if (match.longest < 0) {
                break;
            }
            result.append(new String(characters, copied, match.start - copied));
            if (match.longest > copied || match.start == 0) {
                String found = new String(characters, match.start, match.longest - match.start);
                result.append(GoTemplate.expand(replacement, found));
            }
            if (result.length() - text.length() > MOST_GROWTH) {
                throw new Mistake("expands to more than a million characters");
            }
            copied = match.longest;
            search = Math.max(search + 1, match.longest);
        }
        return result.append(new String(characters, copied, characters.length - copied))
                .toString();
    }

    /** Ends are -1 where nothing matches. */
    private record Match(int start, int shortest, int longest) {}

    /**
     * The match that starts first, between {@code first} and {@code last}. All starts run side by side: for each part of the pattern the
     * earliest start that has come so far is kept, since a later one cannot win any more.
     */
    private Match match(int[] text, int first, int last) {
        int none = Integer.MAX_VALUE;
        int[] starts = new int[parts.length + 1];
        int[] moved = new int[parts.length + 1];
        Arrays.fill(starts, none);
        int start = none;
        int shortest = -1;
        int longest = -1;
        for (int i = first; i <= text.length; i++) {
            if (i <= last && start == none) {
                starts[0] = Math.min(starts[0], i);
            }
            skipEmpty(starts);
            int here = starts[parts.length];
            if (here != none && here <= start) {
                shortest = here == start ? shortest : i;
                longest = i;
                start = here;
            }
            if (i == text.length || !advance(text[i], starts, moved, start)) {
                if (i >= last || start != none) {
                    break;
                }
            }
            int[] swap = starts;
            starts = moved;
            moved = swap;
        }
        return new Match(start == none ? -1 : start, shortest, longest);
    }

    private void skipEmpty(int[] starts) {
        for (int part = 0; part < parts.length; part++) {
            if (parts[part] == ANY_TEXT) {
                starts[part + 1] = Math.min(starts[part + 1], starts[part]);
            }
        }
    }

    /** Whether any start is still alive behind the character. */
    private boolean advance(int c, int[] starts, int[] moved, int bestStart) {
        Arrays.fill(moved, Integer.MAX_VALUE);
        boolean alive = false;
        for (int part = 0; part < parts.length; part++) {
            if (starts[part] == Integer.MAX_VALUE || starts[part] > bestStart) {
                continue;
            }
            if (parts[part] == ANY_TEXT && c != '\n') {
                moved[part] = Math.min(moved[part], starts[part]);
                alive = true;
            } else if (parts[part] == c || parts[part] == ANY_CHARACTER && c != '\n') {
                moved[part + 1] = Math.min(moved[part + 1], starts[part]);
                alive = true;
            }
        }
        return alive;
    }
}
