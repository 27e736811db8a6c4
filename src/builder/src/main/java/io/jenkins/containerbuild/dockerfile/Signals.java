package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.Locale;
import java.util.Set;

/** The valid values of STOPSIGNAL: numbers except 0, and the names of Linux signals with or without {@code SIG}. */
final class Signals {
    private static final Set<String> NAMES = Set.of(
            "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL", "PIPE",
            "POLL", "PROF", "PWR", "QUIT", "SEGV", "STKFLT", "STOP", "SYS", "TERM", "TRAP", "TSTP", "TTIN", "TTOU",
            "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU", "XFSZ", "RTMIN", "RTMAX");

    private static final int MOST_ABOVE_MINIMUM = 15;
    private static final int MOST_BELOW_MAXIMUM = 14;

    private Signals() {}

    /** Throws a {@link Mistake} if the signal is invalid. */
    static void check(String signal) {
        String name = signal.toUpperCase(Locale.ROOT);
        name = name.startsWith("SIG") ? name.substring(3) : name;
        boolean known = signal.matches("[+-]?[0-9]{1,9}")
                ? Integer.parseInt(signal) != 0
                : NAMES.contains(name)
                        || isOffset(name, "RTMIN+", MOST_ABOVE_MINIMUM)
                        || isOffset(name, "RTMAX-", MOST_BELOW_MAXIMUM);
        if (!known) {
            throw new Mistake("invalid signal: \"" + signal + "\"" + Suggestion.of(name, NAMES)
                    + "; use a name or a number, for example SIGTERM or 15");
        }
    }

    private static boolean isOffset(String name, String prefix, int most) {
        return name.startsWith(prefix)
                && name.substring(prefix.length()).matches("[1-9][0-9]?")
                && Integer.parseInt(name.substring(prefix.length())) <= most;
    }
}
