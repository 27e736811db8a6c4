package io.jenkins.containerbuild.dockerfile;

import java.util.Collection;
import java.util.Locale;

/** "Did you mean": the nearest of the names that would work, if it is at most two edits away. */
final class Suggestion {
    private static final int FARTHEST = 2;

    private Suggestion() {}

    /** {@code " (did you mean X?)"}, or "" where none is near. Case is not compared; the name comes in its own case. */
    static String of(String found, Collection<String> names) {
        String wanted = found.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = FARTHEST + 1;
        for (String name : names) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT), least);
            if (distance < least && !name.equals(found)) {
                nearest = name;
                least = distance;
            }
        }
        return nearest == null ? "" : " (did you mean " + nearest + "?)";
    }

    /** Levenshtein's distance; where the lengths alone differ by {@code limit} or more, just {@code limit}. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
