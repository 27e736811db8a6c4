package io.jenkins.containerbuild.dockerfile.shell;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The pattern of a substitution such as <code>${name#pattern}</code>: {@code *} matches any text and {@code ?} any
 * character, except line feeds. A backslash makes {@code *} and {@code ?} ordinary characters. As in BuildKit, the
 * pattern is converted to a regular expression in Go's syntax.
 */
final class ShellPattern {
    private static final String ANY_TEXT = ".*";
    private static final String SHORTEST_TEXT = ".*?";

    /** Characters that must be escaped in a regular expression. */
    private static final String OPERATORS = "[]{}.+()|^$";

    /** Maximum number of characters that replacements may add to a text. */
    private static final int MOST_GROWTH = 1 << 20;

    /** Maximum product of pattern length and text length; matching at this limit takes a few seconds. */
    private static final long MOST_STEPS = 100_000_000;

    /** The regular expression, one part for each element of the pattern. */
    private final List<String> parts;

    private ShellPattern(List<String> parts) {
        this.parts = parts;
    }

    /** Parses a pattern. Throws a {@link Mistake} if the pattern contains an invalid escape. */
    static ShellPattern parse(String pattern) {
        List<String> parts = new ArrayList<>();
        int[] characters = ShellScan.withoutMark(pattern).codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == '*') {
                parts.add(ANY_TEXT);
            } else if (c == '?') {
                parts.add(".");
            } else if (c == '\\') {
                i++;
                parts.add(escaped(pattern, i < characters.length ? characters[i] : -1));
            } else {
                parts.add((OPERATORS.indexOf(c) >= 0 ? "\\" : "") + Character.toString(c));
            }
        }
        return new ShellPattern(parts);
    }

    /** The regular expression for an escaped character. Braces and slashes must be escaped inside <code>${…}</code>. */
    private static String escaped(String pattern, int c) {
        if (c == '}' || c == '/' || c == '*' || c == '?' || c == '\\') {
            return c == '/' ? "/" : "\\" + Character.toString(c);
        }
        throw new Mistake("invalid pattern (" + pattern + ") in substitution: invalid escape '\\"
                + (c < 0 ? "" : Character.toString(c)) + "'; use one of \\* \\? \\\\ \\} \\/");
    }

    String withoutPrefix(String text, boolean longest) {
        List<String> expression = new ArrayList<>(parts);
        if (!longest) {
            Collections.replaceAll(expression, ANY_TEXT, SHORTEST_TEXT);
        }
        Matcher matcher = matcher("^", expression, text);
        return matcher.find() ? text.substring(matcher.end()) : text;
    }

    /**
     * Removes the suffix that the pattern matches. Reverses pattern and text, as BuildKit does, because a regular
     * expression finds the first match, not the last one.
     */
    String withoutSuffix(String text, boolean longest) {
        List<String> reversed = new ArrayList<>(parts);
        Collections.reverse(reversed);
        return reverse(new ShellPattern(reversed).withoutPrefix(reverse(text), longest));
    }

    private static String reverse(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    /**
     * Replaces the first match, which is as long as possible. {@code $} is an ordinary character in the replacement.
     */
    String replaceFirst(String text, String replacement) {
        Matcher matcher = matcher("", parts, text);
        return matcher.find() ? text.substring(0, matcher.start()) + replacement + text.substring(matcher.end()) : text;
    }

    /**
     * Replaces all matches as Go's {@code Regexp.ReplaceAllString} does: {@code $0} is the match, {@code $$} a dollar
     * sign.
     */
    String replaceAll(String text, String replacement) {
        Matcher matcher = matcher("", parts, text);
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int search = 0;
        while (search <= text.length() && matcher.find(search)) {
            result.append(text, copied, matcher.start());
            boolean emptyAfterMatch = matcher.end() == copied && matcher.start() > 0;
            if (!emptyAfterMatch) {
                result.append(GoTemplate.expand(replacement, matcher.group()));
            }
            if (result.length() - text.length() > MOST_GROWTH) {
                throw new Mistake("expands to more than a million characters; shorten the replacement");
            }
            copied = matcher.end();
            int width = search < text.length() ? Character.charCount(text.codePointAt(search)) : 1;
            search = Math.max(search + width, copied);
        }
        return result.append(text, copied, text.length()).toString();
    }

    private static Matcher matcher(String anchor, List<String> parts, String text) {
        if ((long) parts.size() * text.length() > MOST_STEPS) {
            throw new Mistake("a pattern of " + parts.size() + " characters is too long for a value of " + text.length()
                    + " characters; shorten one of them");
        }
        return Pattern.compile(anchor + String.join("", parts)).matcher(text);
    }
}
