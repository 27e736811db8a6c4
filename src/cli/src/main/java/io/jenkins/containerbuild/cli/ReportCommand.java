package io.jenkins.containerbuild.cli;

/** {@code report}: a page with the trends of recorded builds. */
final class ReportCommand implements Command {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "report --history DIR --output FILE.html",
                "Writes one self-contained page with the trends of the builds that build --history DIR recorded.",
                Option.value("--history", "DIR", "Where builds were recorded"),
                Option.value("--output", "FILE.html", "The page").withLetter("-o"));
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        throw UsageException.notYet("report");
    }
}
