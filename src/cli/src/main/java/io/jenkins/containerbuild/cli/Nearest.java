package io.jenkins.containerbuild.cli;

import java.util.Collection;

/** Finds what a misspelt word was meant to be. */
final class Nearest {
    private Nearest() {}

    /** The candidate with the fewest changed letters, or "" where none is near enough. */
    static String to(String word, Collection<String> candidates) {
        String nearest = "";
        int least = 1 + Math.max(1, word.length() / 4);
        for (String candidate : candidates) {
            int distance = distance(word, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** Letters to put in, take out or change (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
