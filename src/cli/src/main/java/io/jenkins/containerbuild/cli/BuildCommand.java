package io.jenkins.containerbuild.cli;

/** {@code build}: a Dockerfile and a working tree become an image. */
final class BuildCommand implements Command {
    @Override
    public Syntax syntax() {
        return BuildSyntax.create();
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        Options.context(arguments);
        Options.platform(arguments);
        Options.buildContexts(arguments);
        Options.annotations(arguments);
        BuildOutputs.of(arguments, Options.tags(arguments));
        Options.word(arguments, "--compression", "gzip", "gzip", "zstd");
        Options.word(arguments, "--layer-split", "auto", "auto", "off");
        Options.word(arguments, "--progress", "auto", "auto", "plain", "tty", "quiet");
        builder(arguments);
        throw UsageException.notYet("build");
    }

    private static String builder(Arguments arguments) {
        String name = arguments.value("--builder", "auto");
        if (name.equals("docker") || name.equals("buildx") || name.startsWith("buildx:")) {
            throw UsageException.notYet("--builder " + name);
        }
        return Options.word(arguments, "--builder", "auto", "auto", "embedded", "docker", "buildx");
    }
}
