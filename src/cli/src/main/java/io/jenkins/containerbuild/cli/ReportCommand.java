package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.report.history.HistoryContent;
import io.jenkins.containerbuild.report.history.HistoryFile;
import io.jenkins.containerbuild.report.history.TrendPage;
import io.jenkins.containerbuild.report.history.Trends;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code report}: writes a page with the trends of recorded builds. */
final class ReportCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "report --history DIR --output FILE.html",
                "Writes one self-contained page with the trends of the builds that build --history DIR recorded.",
                Syntax.value("DIR", "Directory in which builds were recorded", "--history"),
                Syntax.value("FILE.html", "Page to write", "-o", "--output"));
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        arguments.refuseOperands("report");
        HistoryFile file = HistoryFile.in(required(arguments, "--history", "DIR"));
        Path page = required(arguments, "--output", "FILE.html");
        if (!Files.exists(file.path())) {
            throw new InputException("no builds are recorded in " + file.path().getParent()
                    + "; record some with container-build build --history DIR");
        }
        ResultFiles.requirePlace("--output", page);
        HistoryContent history = file.read();
        warn(history, file, terminal);
        TrendPage.write(Trends.of(history.records()), page);
    }

    private static Path required(Arguments arguments, String option, String value) {
        Path path = Options.path(arguments, option);
        if (path == null) {
            throw new UsageException(option + " is missing: " + option + " " + value);
        }
        return path;
    }

    private static void warn(HistoryContent history, HistoryFile file, Terminal terminal) {
        if (history.damaged() > 0) {
            terminal.message("WARNING: " + history.damaged() + " damaged lines of " + file.path() + " were moved to "
                    + file.path() + ".damaged");
        }
        if (history.newer() > 0) {
            terminal.message("WARNING: " + history.newer() + " records of " + file.path()
                    + " were written by a later version and are not shown");
        }
    }
}
