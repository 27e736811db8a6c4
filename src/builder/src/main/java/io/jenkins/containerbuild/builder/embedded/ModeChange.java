package io.jenkins.containerbuild.builder.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * The effect of {@code --chmod} on a mode: an octal number replaces the mode; symbols change it as in chmod(1), without
 * a umask.
 *
 * @param octal the new mode, or -1 if there are clauses
 */
record ModeChange(int octal, List<Clause> clauses) {
    private static final int SET_ID = 06000;
    private static final int STICKY = 01000;

    /**
     * One action of a clause, such as {@code g+w} or {@code o=u}.
     *
     * @param who mask of the mode bits that may change
     * @param copyFrom position of the permission bits to copy (user: 6, group: 3, others: 0), or -1 to copy none
     * @param executableOnly whether {@code X} is among the permissions
     */
    private record Clause(int who, char operator, int bits, int copyFrom, boolean executableOnly) {

        int apply(int original, int mode, boolean directory) {
            int set = bits;
            if (executableOnly && (directory || (original & 0111) != 0)) {
                set |= 0111;
            }
            int cleared = who;
            if (copyFrom >= 0) {
                set = ((mode >> copyFrom) & 07) * 0111;
                cleared = who & 0777;
            }
            return switch (operator) {
                case '+' -> mode | (set & who);
                case '-' -> mode & ~(set & who);
                default -> (mode & ~cleared) | (set & who);
            };
        }
    }

    /** Parses {@code --chmod}; throws {@link StepException} if the value is not a valid mode. */
    static ModeChange parse(String text) {
        if (!text.isEmpty() && Character.isDigit(text.charAt(0))) {
            return new ModeChange(octal(text), List.of());
        }
        List<Clause> clauses = new ArrayList<>();
        for (String clause : text.split(",", -1)) {
            parseClause(text, clause, clauses);
        }
        return new ModeChange(-1, clauses);
    }

    private static int octal(String text) {
        try {
            int mode = Integer.parseInt(text, 8);
            if (mode <= 07777) {
                return mode;
            }
        } catch (NumberFormatException e) {
            // Throw the exception below, as for a number that is too large.
        }
        throw wrong(text);
    }

    private static void parseClause(String text, String clause, List<Clause> clauses) {
        int at = 0;
        int who = 0;
        while (at < clause.length() && "ugoa".indexOf(clause.charAt(at)) >= 0) {
            who |= switch (clause.charAt(at++)) {
                case 'u' -> 04700;
                case 'g' -> 02070;
                case 'o' -> 00007;
                default -> 06777;
            };
        }
        if (at == clause.length()) {
            throw wrong(text);
        }
        while (at < clause.length()) {
            char operator = clause.charAt(at++);
            if ("+-=".indexOf(operator) < 0) {
                throw wrong(text);
            }
            int end = at;
            while (end < clause.length() && "+-=".indexOf(clause.charAt(end)) < 0) {
                end++;
            }
            clauses.add(action(text, who == 0 ? 06777 : who, operator, clause.substring(at, end)));
            at = end;
        }
    }

    private static Clause action(String text, int who, char operator, String permissions) {
        if (permissions.length() == 1 && "ugo".contains(permissions)) {
            return new Clause(who, operator, 0, 6 - 3 * "ugo".indexOf(permissions), false);
        }
        int bits = 0;
        int changed = who;
        boolean onlyOthers = (who & ~07) == 0;
        for (char permission : permissions.toCharArray()) {
            switch (permission) {
                case 'r' -> bits |= 0444;
                case 'w' -> bits |= 0222;
                case 'x' -> bits |= 0111;
                case 'X' -> {}
                case 's' -> bits |= onlyOthers ? 0 : SET_ID;
                case 't' -> {
                    bits |= onlyOthers ? 0 : STICKY;
                    changed |= onlyOthers ? 0 : STICKY;
                }
                default -> throw wrong(text);
            }
        }
        return new Clause(changed, operator, bits, -1, permissions.indexOf('X') >= 0);
    }

    private static StepException wrong(String text) {
        return new StepException("--chmod=" + text
                + " is not a mode; use an octal number from 0 to 07777, such as 0755,"
                + " or symbols, such as u=rwX,go=rX");
    }

    int apply(int mode, boolean directory) {
        if (octal >= 0) {
            return octal;
        }
        int result = mode;
        for (Clause clause : clauses) {
            result = clause.apply(mode, result, directory);
        }
        return result;
    }
}
