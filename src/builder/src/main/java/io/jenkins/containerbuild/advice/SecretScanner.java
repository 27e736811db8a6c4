package io.jenkins.containerbuild.advice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds private keys and tokens in text. Every pattern starts with four fixed characters, so the search compares only
 * pairs of characters and skips most of the text, as in the Wu-Manber algorithm. Thread-safe.
 */
final class SecretScanner {
    private static final String DIGITS = "0123456789";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String WORD = DIGITS + UPPER + "abcdefghijklmnopqrstuvwxyz";
    private static final String DASHED = WORD + "_-";
    private static final String BASE64 = WORD + "+/=";
    private static final int UNBOUNDED = 4096;
    private static final String AWS_KEY = "AWS access key";
    private static final int AWS_KEY_LENGTH = 20;
    private static final int AWS_LOOK_AHEAD = 300;

    private static final List<TokenPattern> TOKENS = List.of(
            new TokenPattern(AWS_KEY, "AKIA", UPPER + "234567", 16, 16),
            new TokenPattern(AWS_KEY, "ASIA", UPPER + "234567", 16, 16),
            new TokenPattern("GitHub token", "ghp_", WORD, 36, 36),
            new TokenPattern("GitHub token", "gho_", WORD, 36, 36),
            new TokenPattern("GitHub token", "ghu_", WORD, 36, 36),
            new TokenPattern("GitHub token", "ghs_", WORD, 36, 36),
            new TokenPattern("GitHub token", "ghr_", WORD, 36, 36),
            new TokenPattern("GitHub token", "github_pat_", WORD + "_", 82, 82),
            new TokenPattern("GitLab token", "glpat-", DASHED + ".", 20, 300),
            new TokenPattern("npm token", "npm_", WORD, 36, 36),
            new TokenPattern("npm token", "_authToken=", DASHED + ".+/=", 20, UNBOUNDED),
            new TokenPattern("PyPI token", "pypi-AgEIcHlwaS5vcmc", DASHED, 50, UNBOUNDED),
            new TokenPattern("Docker Hub token", "dckr_pat_", DASHED, 27, 27),
            new TokenPattern("Docker Hub token", "dckr_oat_", DASHED, 32, 32),
            new TokenPattern("Slack token", "xoxb-", WORD + "-", 40, 100),
            new TokenPattern("Slack token", "xoxp-", WORD + "-", 40, 100),
            new TokenPattern("Stripe key", "sk_live_", WORD, 24, 247),
            new TokenPattern("Stripe key", "rk_live_", WORD, 24, 247),
            new TokenPattern("Google client secret", "GOCSPX-", DASHED, 28, 28),
            new TokenPattern("DigitalOcean token", "dop_v1_", DIGITS + "abcdef", 64, 64),
            new TokenPattern("Vault token", "hvs.", DASHED, 90, 300),
            new TokenPattern("Azure storage key", "AccountKey=", BASE64, 86, 88),
            new TokenPattern("OpenShift token", "sha256~", DASHED, 43, 43));

    /** The storage key of the Azure emulator, which is public. */
    private static final String AZURE_EMULATOR = "AccountKey=Eby8vdM02xNOcqFl";

    private static final String KEY_BEGIN = "-----BEGIN ";
    private static final String KEY_TYPE_END = "PRIVATE KEY";
    private static final int LONGEST_KEY_TYPE = 40;
    private static final int KEY_LOOK_AHEAD = 400;
    private static final int SHORTEST_KEY_LINE = 40;
    private static final String AWS_SECRET = "aws_secret_access_key";
    private static final int AWS_SECRET_LENGTH = 40;
    private static final String DOCKER_AUTH = "\"auth\"";
    private static final int SHORTEST_AUTH = 12;

    /** Tokens by their first four characters. The list is empty for the patterns that are not in {@link #TOKENS}. */
    private static final Map<Integer, List<TokenPattern>> BY_START = new HashMap<>();

    /**
     * The number of characters by which the search may advance, indexed by the last two of the current four characters.
     */
    private static final byte[] SHIFT = new byte[1 << 14];

    static {
        Arrays.fill(SHIFT, (byte) 3);
        TOKENS.forEach(token -> addStart(token.prefix(), List.of(token)));
        for (String other : List.of(KEY_BEGIN, AWS_SECRET, "AWS_", DOCKER_AUTH)) {
            addStart(other, List.of());
        }
    }

    private SecretScanner() {}

    private static void addStart(String prefix, List<TokenPattern> tokens) {
        byte[] start = prefix.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 3; i++) {
            int pair = pair(start[i], start[i + 1]);
            SHIFT[pair] = (byte) Math.min(SHIFT[pair], 2 - i);
        }
        BY_START.merge(word(start, 0), tokens, (a, b) -> {
            List<TokenPattern> both = new ArrayList<>(a);
            both.addAll(b);
            return both;
        });
    }

    private static int pair(int first, int second) {
        return (first & 0x7f) << 7 | second & 0x7f;
    }

    private static int word(byte[] text, int at) {
        return text[at] << 24 | (text[at + 1] & 0xff) << 16 | (text[at + 2] & 0xff) << 8 | text[at + 3] & 0xff;
    }

    /** Describes the first secret in the text, for example {@code private key}; returns null if there is none. */
    static String find(byte[] text, int length) {
        int at = 0;
        while (at + 4 <= length) {
            int shift = SHIFT[pair(text[at + 2], text[at + 3])];
            if (shift == 0) {
                List<TokenPattern> tokens = BY_START.get(word(text, at));
                String found = tokens == null ? null : matching(tokens, text, at, length);
                if (found != null) {
                    return found;
                }
                shift = 1;
            }
            at += shift;
        }
        return null;
    }

    private static String matching(List<TokenPattern> tokens, byte[] text, int at, int end) {
        for (TokenPattern token : tokens) {
            if (token.matches(text, at, end) && isComplete(token, text, at, end)) {
                return token.description();
            }
        }
        return switch (text[at]) {
            case '-' -> isPrivateKey(text, at, end) ? "private key" : null;
            case 'a', 'A' -> isAwsSecret(text, at, end) ? "AWS secret key" : null;
            case '"' -> isDockerAuth(text, at, end) ? "registry password" : null;
            default -> null;
        };
    }

    /**
     * Whether the token gives access. An AWS key ID needs its secret nearby, and the Azure emulator's key is public.
     */
    private static boolean isComplete(TokenPattern token, byte[] text, int at, int end) {
        if (!token.description().equals(AWS_KEY)) {
            return !startsWith(AZURE_EMULATOR, text, at, end);
        }
        int run = 0;
        int from = at + AWS_KEY_LENGTH;
        for (int i = from; i <= Math.min(end, from + AWS_LOOK_AHEAD); i++) {
            if (i < end && BASE64.indexOf(text[i]) >= 0 && text[i] != '=') {
                run++;
            } else if (run == AWS_SECRET_LENGTH && TokenPattern.isMixed(text, i - run, run)) {
                return true;
            } else {
                run = 0;
            }
        }
        return false;
    }

    /** Whether the PEM header of a private key is at this position and is followed by key material. */
    private static boolean isPrivateKey(byte[] text, int at, int end) {
        if (!startsWith(KEY_BEGIN, text, at, end)) {
            return false;
        }
        int typeEnd = Math.min(end, at + KEY_BEGIN.length() + LONGEST_KEY_TYPE);
        int body = at + KEY_BEGIN.length();
        while (body < typeEnd && !startsWith(KEY_TYPE_END, text, body, end)) {
            if (!isUpperOrSpace(text[body])) {
                return false;
            }
            body++;
        }
        return body < typeEnd && hasKeyLine(text, body + KEY_TYPE_END.length(), Math.min(end, body + KEY_LOOK_AHEAD));
    }

    private static boolean isUpperOrSpace(byte c) {
        return c == ' ' || UPPER.indexOf(c) >= 0;
    }

    private static boolean hasKeyLine(byte[] text, int start, int end) {
        int run = 0;
        for (int i = start; i < end; i++) {
            boolean escape = text[i] == 'n' && text[i - 1] == '\\';
            run = !escape && BASE64.indexOf(text[i]) >= 0 ? run + 1 : 0;
            if (run >= SHORTEST_KEY_LINE) {
                return TokenPattern.hasVariety(text, i - run + 1, run);
            }
        }
        return false;
    }

    private static boolean isAwsSecret(byte[] text, int at, int end) {
        int value = at + AWS_SECRET.length();
        if (value >= end
                || !new String(text, at, AWS_SECRET.length(), StandardCharsets.ISO_8859_1)
                        .equalsIgnoreCase(AWS_SECRET)) {
            return false;
        }
        int limit = Math.min(end, value + 8);
        while (value < limit && " \t\"':=>".indexOf(text[value]) >= 0) {
            value++;
        }
        int length = run(BASE64, text, value, end);
        return length == AWS_SECRET_LENGTH && TokenPattern.isMixed(text, value, length);
    }

    /** Whether the text is {@code "auth": "…"} with Base64, as in Docker's configuration file. */
    private static boolean isDockerAuth(byte[] text, int at, int end) {
        if (!startsWith(DOCKER_AUTH, text, at, end)) {
            return false;
        }
        int value = at + DOCKER_AUTH.length();
        while (value < end && " \t\r\n:".indexOf(text[value]) >= 0) {
            value++;
        }
        if (value >= end || text[value] != '"') {
            return false;
        }
        int length = run(BASE64, text, value + 1, end);
        return length >= SHORTEST_AUTH
                && value + 1 + length < end
                && text[value + 1 + length] == '"'
                && isUserAndPassword(Arrays.copyOfRange(text, value + 1, value + 1 + length));
    }

    private static boolean isUserAndPassword(byte[] base64) {
        try {
            byte[] decoded = Base64.getDecoder().decode(base64);
            int colon = new String(decoded, StandardCharsets.ISO_8859_1).indexOf(':');
            for (byte c : decoded) {
                if (c < ' ') {
                    return false;
                }
            }
            return colon > 0 && colon < decoded.length - 1;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static int run(String alphabet, byte[] text, int start, int end) {
        int i = start;
        while (i < end && i - start <= UNBOUNDED && alphabet.indexOf(text[i]) >= 0) {
            i++;
        }
        return i - start;
    }

    private static boolean startsWith(String prefix, byte[] text, int at, int end) {
        if (at + prefix.length() > end) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (text[at + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
