package io.jenkins.plugins.containerbuild.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Applies limits to single values that an agent sent. */
public final class Bounds {
    private static final int LONGEST_TEXT = 500;
    /** Maximum number of bytes, milliseconds or items. The sum of 1,000 such numbers does not overflow a long. */
    private static final long LARGEST_FIGURE = 1_000_000_000_000_000L;

    private Bounds() {}

    /** Truncates text to 500 characters; throws {@link NullPointerException} for null. */
    public static String text(String sent) {
        return text(sent, LONGEST_TEXT);
    }

    /** Truncates text to {@code longest} characters. Characters that XML does not allow become question marks. */
    public static String text(String sent, int longest) {
        String cut = sent.length() <= longest ? sent : sent.substring(0, longest - 1) + "…";
        StringBuilder text = new StringBuilder(cut.length());
        cut.codePoints().forEach(character -> text.appendCodePoint(isText(character) ? character : '?'));
        return text.toString();
    }

    private static boolean isText(int character) {
        return character == '\n'
                || character == '\t'
                || !Character.isISOControl(character)
                        && character != 0xfffe
                        && character != 0xffff
                        && Character.getType(character) != Character.SURROGATE;
    }

    /** Returns the number, or -1 (unknown) if it is negative or greater than 10^15. */
    static long figure(long sent) {
        return sent < 0 || sent > LARGEST_FIGURE ? -1 : sent;
    }

    /** Returns the line number, or 0 if it is negative. */
    static int line(int sent) {
        return Math.max(0, sent);
    }

    /** Copies the first {@code most} items. Later items are not read: a few bytes can encode a list of any size. */
    static <T, R> List<R> each(List<T> sent, int most, Function<T, R> copy) {
        return sent.stream().limit(most).map(copy).toList();
    }

    static Map<String, String> texts(Map<String, String> sent, int most) {
        Map<String, String> texts = new LinkedHashMap<>();
        sent.entrySet().stream().limit(most).forEach(entry -> texts.put(text(entry.getKey()), text(entry.getValue())));
        return texts;
    }
}
