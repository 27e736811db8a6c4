package io.jenkins.containerbuild.fault;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid name that is most similar to an invalid one, for "did you mean" hints. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code " (did you mean X?)"}, or "" if no name is similar. */
    public static String of(String found, Collection<String> names) {
        return nearest(found, names)
                .map(name -> " (did you mean " + name + "?)")
                .orElse("");
    }

    /**
     * Finds the most similar name, ignoring case. Names of one or two letters may differ by one edit, names of three to
     * seven letters by two edits, and longer names by more.
     */
    public static Optional<String> nearest(String found, Collection<String> names) {
        String wanted = found.toLowerCase(Locale.ROOT);
        int allowed = wanted.length() < 3 ? 1 : Math.max(2, 1 + wanted.length() / 4);
        String nearest = null;
        for (String name : names) {
            int distance = distance(wanted, name.toLowerCase(Locale.ROOT), allowed);
            if (distance <= allowed && !name.equals(found)) {
                nearest = name;
                allowed = distance - 1;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /**
     * The Levenshtein distance (number of letters to insert, delete or change). If the distance is greater than {@code
     * limit}, the result may be any number above {@code limit}.
     */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) > limit) {
            return limit + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
