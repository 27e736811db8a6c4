package io.jenkins.containerbuild.context.pattern;

import java.util.Arrays;

/**
 * Go's {@code filepath.Match}, by which sources of COPY and ADD are found: {@code *} and {@code ?} stop at a slash, {@code [a-z]} and
 * {@code [^a-z]} are classes, {@code \} takes the next character as it is. A star takes as little as lets what follows it match, which is
 * never undone, so the time is bounded by the product of both lengths.
 */
public final class GoMatch {
    private static final int BAD = -2;
    private static final int FAILED = -1;

    /** What a comparison says; the pattern is found malformed only as far as it was looked at. */
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

    /** Code points; a byte that is no UTF-8 is U+FFFD, as Go reads it. */
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

    /** Whether classes are closed and not empty, ranges complete, and no backslash stands at the end. */
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

    /** Whether a class takes a slash, as neither star nor question mark do. */
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

    /** Where the next star outside of a class stands. */
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

    /** Matches a piece without stars at a position; gives the position after it. The syntax is checked even where it fails. */
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

    /** Where the bracket is that closes a class. */
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
