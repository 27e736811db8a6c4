package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.Instruction.Pair;
import java.util.List;
import java.util.StringJoiner;
import java.util.TreeSet;

/** Formats instructions for the image history exactly as BuildKit in Docker 26 does. */
final class HistoryText {
    private HistoryText() {}

    static String transfer(String keyword, Instruction.Transfer transfer) {
        StringBuilder result = new StringBuilder(keyword);
        if (!transfer.chown().isEmpty()) {
            result.append(" --chown=").append(transfer.chown());
        }
        if (!transfer.chmod().isEmpty()) {
            result.append(" --chmod=").append(transfer.chmod());
        }
        for (String source : transfer.sources()) {
            result.append(' ').append(RemoteSource.withoutCredentials(source));
        }
        for (Instruction.InlineFile file : transfer.inlineFiles()) {
            result.append(" <<").append(file.name());
        }
        return result.append(' ')
                .append(transfer.destination())
                .append(" # buildkit")
                .toString();
    }

    static String pairs(String keyword, List<Pair> pairs) {
        StringBuilder result = new StringBuilder(keyword);
        for (Pair pair : pairs) {
            result.append(' ').append(pair);
        }
        return result.toString();
    }

    /** Formats EXPOSE; the ports are printed as Go prints a map. */
    static String expose(List<String> ports) {
        StringJoiner result = new StringJoiner(" ", "EXPOSE map[", "]");
        for (String port : new TreeSet<>(ports)) {
            result.add(port + ":{}");
        }
        return result.toString();
    }

    /** Formats HEALTHCHECK as Go's {@code %q} prints the struct; the number of retries is printed as a character. */
    static String healthcheck(Instruction.Healthcheck check) {
        StringBuilder result = new StringBuilder("HEALTHCHECK &{").append(GoQuote.list(check.test()));
        for (String name : List.of("Interval", "Timeout", "StartPeriod", "StartInterval")) {
            String duration = GoDuration.format(check.durations().getOrDefault(name, 0L));
            result.append(" \"").append(duration).append('"');
        }
        return result.append(' ')
                .append(GoQuote.character(check.retries()))
                .append('}')
                .toString();
    }
}
