package io.jenkins.containerbuild.advice;

import java.util.BitSet;

/**
 * The format of a token: a prefix that all tokens of an issuer have, and a random part of known length and alphabet.
 *
 * @param description what the token is, for example {@code GitHub token}
 * @param prefix prefix of at least four characters
 * @param alphabet the characters of the random part
 * @param least minimum length of the random part in characters
 * @param most maximum length of the random part in characters
 */
record TokenPattern(String description, String prefix, String alphabet, int least, int most) {
    private static final int SHORTEST_SEQUENCE = 6;
    private static final int SHORTEST_REPETITION = 5;
    private static final int FEWEST_CHARACTERS = 8;

    /** Whether a token starts at {@code start}. The caller has already compared the first four characters. */
    boolean matches(byte[] text, int start, int end) {
        int at = start + prefix.length();
        if (at + least > end || continuesWord(text, start)) {
            return false;
        }
        for (int i = 4; i < prefix.length(); i++) {
            if (text[start + i] != prefix.charAt(i)) {
                return false;
            }
        }
        int length = 0;
        while (at + length < end && length <= most && alphabet.indexOf(text[at + length]) >= 0) {
            length++;
        }
        return length >= least && length <= most && isRandom(text, at, length);
    }

    /** Whether the character before {@code start} belongs to the same word, so that no token starts here. */
    private boolean continuesWord(byte[] text, int start) {
        if (start == 0 || !Character.isLetterOrDigit(prefix.charAt(0))) {
            return false;
        }
        int before = text[start - 1];
        return before < 0x80 && (Character.isLetterOrDigit(before) || before == '_');
    }

    /** Whether the characters look random, unlike those of examples such as {@code xxxxxxxx} and {@code 12345678}. */
    static boolean isRandom(byte[] text, int start, int length) {
        int rising = 1;
        int same = 1;
        for (int i = start + 1; i < start + length; i++) {
            int step = text[i] - text[i - 1];
            rising = step == 1 ? rising + 1 : 1;
            same = step == 0 ? same + 1 : 1;
            if (rising >= SHORTEST_SEQUENCE || same >= SHORTEST_REPETITION) {
                return false;
            }
        }
        return hasVariety(text, start, length)
                && !contains(text, start, length, "EXAMPLE")
                && !contains(text, start, length, "example");
    }

    /**
     * Whether the text looks random and contains upper case, lower case and digits, unlike a hexadecimal digest or a
     * path.
     */
    static boolean isMixed(byte[] text, int start, int length) {
        int kinds = 0;
        for (int i = start; i < start + length; i++) {
            int c = text[i];
            kinds |= Character.isUpperCase(c) ? 1 : Character.isLowerCase(c) ? 2 : Character.isDigit(c) ? 4 : 0;
        }
        return kinds == 7 && isRandom(text, start, length);
    }

    /**
     * Whether the text has many different characters. Unlike {@link #isRandom}, this accepts repetitions, which real
     * keys may contain.
     */
    static boolean hasVariety(byte[] text, int start, int length) {
        BitSet seen = new BitSet(128);
        for (int i = start; i < start + length; i++) {
            seen.set(text[i] & 0x7f);
        }
        return seen.cardinality() >= FEWEST_CHARACTERS;
    }

    private static boolean contains(byte[] text, int start, int length, String word) {
        for (int i = start; i + word.length() <= start + length; i++) {
            int same = 0;
            while (same < word.length() && text[i + same] == word.charAt(same)) {
                same++;
            }
            if (same == word.length()) {
                return true;
            }
        }
        return false;
    }
}
