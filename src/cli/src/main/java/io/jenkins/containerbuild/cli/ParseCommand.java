package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;

/** {@code parse}: prints the syntax tree of a Dockerfile. */
final class ParseCommand implements Subcommand {
    @Override
    public Syntax syntax() {
        return new Syntax("parse FILE", "Prints the lossless syntax tree of a Dockerfile as one JSON object.");
    }

    @Override
    public void run(Arguments arguments, Terminal terminal) {
        String file = arguments.operand("FILE");
        terminal.print(Dockerfile.parse(file, InputFile.read(file)).toJson());
    }
}
