package io.jenkins.containerbuild.dockerfile;

import java.util.List;
import java.util.Map;

/**
 * An instruction of a stage with its meaning: flags are typed, variables are expanded. What an instruction does to an image's configuration
 * and how it stands in the image's history is decided here, where the type is.
 */
public sealed interface Instruction {

    /** Where it stands in the Dockerfile; for an ONBUILD trigger of a base, where the FROM stands. */
    Position position();

    /**
     * Where an instruction stands and how it reads.
     *
     * @param line first line, from 1
     * @param endLine last line
     * @param keyword in upper case
     * @param text the instruction on one line, as written, variables not expanded
     */
    record Position(int line, int endLine, String keyword, String text) {}

    /** A name with a value. */
    record Pair(String name, String value) {}

    /**
     * A file whose content stands in the Dockerfile.
     *
     * @param name the delimiter, which is the file's name where the destination is a directory
     * @param content tabs removed and variables expanded as the delimiter asks for
     */
    record InlineFile(String name, String content) {}

    /** Arguments of RUN, CMD, ENTRYPOINT: one string for the shell, or a list for exec. */
    record Command(boolean shell, List<String> arguments, List<InlineFile> files) {}

    /**
     * {@code --mount} of a RUN.
     *
     * @param options all as given, variables expanded where BuildKit expands them
     */
    record Mount(String type, String from, String source, String target, Map<String, String> options) {}

    /** What COPY and ADD share. */
    sealed interface Transfer extends Instruction {
        /** Patterns, variables expanded; those that are inline files are not among them. */
        List<String> sources();

        List<InlineFile> inlineFiles();

        /** As written, expanded; relative ones are relative to the working directory. A trailing slash is kept. */
        String destination();

        /** {@code user[:group]}, or "". */
        String chown();

        /** Octal or symbolic, or "". */
        String chmod();

        boolean link();

        boolean parents();

        List<String> excludes();
    }

    /** @param from stage name or index, named context or image; "" for the context */
    record Copy(
            Position position,
            String from,
            List<String> sources,
            List<InlineFile> inlineFiles,
            String destination,
            String chown,
            String chmod,
            boolean link,
            boolean parents,
            List<String> excludes)
            implements Transfer {}

    /**
     * @param checksum {@code sha256:…} or ""
     * @param unpack "true", "false" or "" where {@code --unpack} is not given
     */
    record Add(
            Position position,
            List<String> sources,
            List<InlineFile> inlineFiles,
            String destination,
            String chown,
            String chmod,
            boolean link,
            boolean parents,
            List<String> excludes,
            String checksum,
            boolean keepGitDir,
            String unpack)
            implements Transfer {}

    /** @param flags {@code --network}, {@code --security}, {@code --device} as given */
    record Run(Position position, Command command, List<Mount> mounts, Map<String, String> flags)
            implements Instruction {}

    /** A null value is an argument without a default. */
    record Arg(Position position, List<Pair> arguments) implements Instruction {}

    record Env(Position position, List<Pair> variables) implements Instruction {}

    record Label(Position position, List<Pair> labels) implements Instruction {}

    record Workdir(Position position, String path) implements Instruction {}

    record User(Position position, String user) implements Instruction {}

    record Cmd(Position position, Command command) implements Instruction {}

    record Entrypoint(Position position, Command command) implements Instruction {}

    /**
     * @param test as in the image's configuration: {@code NONE}, or {@code CMD} / {@code CMD-SHELL} and the command
     * @param durations nanoseconds by their name in the configuration: Interval, Timeout, StartPeriod, StartInterval
     */
    record Healthcheck(Position position, List<String> test, Map<String, Long> durations, int retries)
            implements Instruction {}

    record Expose(Position position, List<String> ports) implements Instruction {}

    record Volume(Position position, List<String> paths) implements Instruction {}

    record StopSignal(Position position, String signal) implements Instruction {}

    record Shell(Position position, List<String> command) implements Instruction {}

    /** @param trigger the inner instruction as written */
    record OnBuild(Position position, String trigger) implements Instruction {}

    record Maintainer(Position position, String name) implements Instruction {}
}
