package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlainProgress;
import io.jenkins.containerbuild.report.ReportTable;

/** {@code build}: builds an image from a Dockerfile and a build context. */
final class BuildCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return BuildSyntax.create();
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        BuildRequest request = RequestReader.of(arguments, terminal);
        String kind = Options.word(arguments, "--progress", "auto", "auto", "plain", "tty", "quiet");
        boolean quiet = kind.equals("quiet") || arguments.flag("--quiet");
        ResultFiles files = ResultFiles.of(arguments, terminal.environment());
        BuildReport report = build(request, quiet ? "quiet" : kind, terminal);
        files.write(report);
        if (!quiet) {
            warnIfNoOutput(request, terminal);
            terminal.message(ReportTable.of(report).stripTrailing());
        } else if (!BuildOutputs.useStdout(request.outputs())) {
            terminal.print(report.image().config() + "\n");
        }
    }

    private static void warnIfNoOutput(BuildRequest request, Terminal terminal) {
        if (request.outputs().isEmpty()) {
            terminal.message("WARNING: no output given: the image exists only in the cache;"
                    + " use -o type=oci,dest=FILE or -t REF --push to export it");
        }
    }

    private static BuildReport build(BuildRequest request, String kind, Terminal terminal) {
        if (kind.equals("tty") || kind.equals("auto") && terminal.isWatched()) {
            try (TerminalProgress progress = new TerminalProgress(terminal)) {
                return ContainerBuild.build(request, terminal.out(), progress);
            }
        }
        if (kind.equals("quiet")) {
            return ContainerBuild.build(request, terminal.out(), Progress.NONE);
        }
        PlainProgress progress = new PlainProgress(terminal::message);
        BuildReport report = ContainerBuild.build(request, terminal.out(), progress);
        progress.finish();
        return report;
    }
}
