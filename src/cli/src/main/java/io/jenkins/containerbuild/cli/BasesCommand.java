package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.ContainerBuild;
import io.jenkins.containerbuild.report.PlainProgress;
import java.util.List;

/** {@code bases index}: reads base images into the cache before builds need them. */
final class BasesCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return new Syntax(
                "bases index [options] REF...",
                "Reads each base image into the local cache, so that builds do not have to.",
                Options.platform(),
                Options.insecureRegistry(),
                Options.cacheDirectory());
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        List<String> operands = arguments.operands();
        if (operands.isEmpty() || !operands.get(0).equals("index")) {
            throw new UsageException("the command is index: container-build bases index REF...");
        }
        if (operands.size() == 1) {
            throw new UsageException("REF is missing");
        }
        PlainProgress progress = new PlainProgress(terminal::message);
        ContainerBuild.indexBases(
                operands.subList(1, operands.size()),
                Options.platform(arguments),
                RequestReader.registry(arguments, terminal.environment()),
                RequestReader.cache(arguments, terminal.environment()),
                progress);
        progress.finish();
    }
}
