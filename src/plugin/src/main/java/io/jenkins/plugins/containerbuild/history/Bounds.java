package io.jenkins.plugins.containerbuild.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Limits of single values that an agent has sent. */
public final class Bounds {
    private static final int LONGEST_TEXT = 500;
    /** Of bytes, milliseconds and counts. The sum of 1,000 of them is still a long. */
    private static final long LARGEST_FIGURE = 1_000_000_000_000_000L;

    private Bounds() {}

    /** At most 500 characters, all of which build.xml can hold; throws {@link NullPointerException} for null. */
    public static String text(String sent) {
        return text(sent, LONGEST_TEXT);
    }

    /** At most so many characters. A character that XML cannot hold becomes a question mark. */
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

    /** Unknown, which is -1, if it is negative or above 10^15. */
    static long figure(long sent) {
        return sent < 0 || sent > LARGEST_FIGURE ? -1 : sent;
    }

    /** Line of a Dockerfile, from 1; 0 if it is negative. */
    static int line(int sent) {
        return Math.max(0, sent);
    }

    /** The first items, each copied. Later ones are not looked at, since a few bytes can stand for a list of any size. */
    static <T, R> List<R> each(List<T> sent, int most, Function<T, R> copy) {
        return sent.stream().limit(most).map(copy).toList();
    }

    static Map<String, String> texts(Map<String, String> sent, int most) {
        Map<String, String> texts = new LinkedHashMap<>();
        sent.entrySet().stream().limit(most).forEach(entry -> texts.put(text(entry.getKey()), text(entry.getValue())));
        return texts;
    }
}
