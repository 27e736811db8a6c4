package io.jenkins.containerbuild.context.pattern;

import java.util.Arrays;

/**
 * Go's {@code filepath.Match}, which finds the sources of COPY and ADD: {@code *} and {@code ?} do not match a slash,
 * {@code [a-z]} and {@code [^a-z]} are classes, {@code \} makes the next character literal. A star matches as few
 * characters as possible such that the part after it matches. There is no further backtracking, so the time is bounded
 * by the product of the lengths of pattern and text.
 */
public final class GoMatch {
    private static final int BAD = -2;
    private static final int FAILED = -1;

    /** The result of a comparison; a malformed pattern is detected only in the part that was compared. */
    public enum Result {
        YES,
        NO,
        MALFORMED
    }

    private final int[] pattern;

    private GoMatch(int[] pattern) {
        this.pattern = pattern;
    }

    public static GoMatch of(String pattern) {
        return new GoMatch(points(pattern));
    }

    public static boolean hasWildcards(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '*' || c == '?' || c == '[') {
                return true;
            }
        }
        return false;
    }

    /** Returns the code points of a text; a byte that is not valid UTF-8 becomes U+FFFD, as in Go. */
    static int[] points(String text) {
        int[] points = new int[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); count++) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            points[count] = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point;
        }
        return count == points.length ? points : Arrays.copyOf(points, count);
    }

    /**
     * Whether all classes are closed and not empty, all ranges are complete, and the last character is not a backslash.
     */
    public boolean isValid() {
        for (int at = 0; at < pattern.length; ) {
            int start = skipStars(at);
            at = chunkEnd(start);
            if (matchChunk(start, at, new int[0], 0) == BAD) {
                return false;
            }
        }
        return true;
    }

    /** Whether a class can match a slash; stars and question marks cannot. */
    public boolean mayMatchSlash() {
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i] == '\\') {
                i++;
            } else if (pattern[i] == '[') {
                int close = classEnd(i + 1, pattern.length);
                if (close == BAD || inClass(i + 1, close, '/')) {
                    return true;
                }
                i = close;
            }
        }
        return false;
    }

    public boolean matches(String text) {
        return compare(text) == Result.YES;
    }

    public Result compare(String text) {
        int[] name = points(text);
        int at = 0;
        int position = 0;
        while (at < pattern.length) {
            int start = skipStars(at);
            boolean star = start > at;
            int end = chunkEnd(start);
            if (star && start == end) {
                return result(indexOfSlash(name, position) == name.length);
            }
            boolean last = end == pattern.length;
            int next = matchChunk(start, end, name, position);
            if (next == FAILED || (last && next >= 0 && next < name.length)) {
                next = star ? afterStar(start, end, name, position, last) : FAILED;
            }
            if (next < 0) {
                return next == BAD ? Result.MALFORMED : Result.NO;
            }
            position = next;
            at = end;
        }
        return result(position == name.length);
    }

    private static Result result(boolean yes) {
        return yes ? Result.YES : Result.NO;
    }

    private int afterStar(int start, int end, int[] name, int position, boolean last) {
        for (int i = position; i < name.length && name[i] != '/'; i++) {
            int next = matchChunk(start, end, name, i + 1);
            if (next >= 0 && (!last || next == name.length)) {
                return next;
            }
        }
        return FAILED;
    }

    private int skipStars(int at) {
        int i = at;
        while (i < pattern.length && pattern[i] == '*') {
            i++;
        }
        return i;
    }

    /** Returns the index of the next star outside a class, or the length of the pattern if there is none. */
    private int chunkEnd(int start) {
        boolean inClass = false;
        for (int i = start; i < pattern.length; i++) {
            int c = pattern[i];
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '*' && !inClass) {
                return i;
            }
        }
        return pattern.length;
    }

    /**
     * Matches the part of the pattern from {@code start} to {@code end}, which contains no stars, at a position of the
     * name. Returns the position after the match, or {@code FAILED}, or {@code BAD} if the part is malformed, even if
     * it does not match.
     */
    private int matchChunk(int start, int end, int[] name, int position) {
        int at = position;
        boolean failed = false;
        for (int i = start; i < end; ) {
            failed |= at >= name.length;
            int c = pattern[i];
            if (c == '[') {
                int close = classEnd(i + 1, end);
                if (close == BAD) {
                    return BAD;
                }
                failed = failed || !inClass(i + 1, close, name[at]);
                i = close + 1;
            } else {
                if (c == '\\' && ++i >= end) {
                    return BAD;
                }
                failed = failed || (c == '?' ? name[at] == '/' : name[at] != pattern[i]);
                i++;
            }
            at++;
        }
        return failed ? FAILED : at;
    }

    /** Returns the index of the bracket that closes a class, or {@code BAD} if the class is malformed. */
    private int classEnd(int start, int end) {
        int i = start < end && pattern[start] == '^' ? start + 1 : start;
        for (int ranges = 0; ; ranges++) {
            if (i < end && pattern[i] == ']' && ranges > 0) {
                return i;
            }
            i = afterBound(i, end);
            if (i != BAD && pattern[i] == '-') {
                i = afterBound(i + 1, end);
            }
            if (i == BAD) {
                return BAD;
            }
        }
    }

    private int afterBound(int at, int end) {
        if (at >= end || pattern[at] == '-' || pattern[at] == ']') {
            return BAD;
        }
        int next = at + (pattern[at] == '\\' ? 2 : 1);
        return next < end ? next : BAD;
    }

    private boolean inClass(int start, int close, int c) {
        boolean negated = pattern[start] == '^';
        boolean found = false;
        for (int i = negated ? start + 1 : start; i < close; ) {
            i += pattern[i] == '\\' ? 1 : 0;
            int low = pattern[i++];
            int high = low;
            if (pattern[i] == '-') {
                i += pattern[i + 1] == '\\' ? 2 : 1;
                high = pattern[i++];
            }
            found |= low <= c && c <= high;
        }
        return found != negated;
    }

    private static int indexOfSlash(int[] name, int from) {
        int i = from;
        while (i < name.length && name[i] != '/') {
            i++;
        }
        return i;
    }
}
