package io.jenkins.containerbuild.dockerfile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instruction of a stage, with typed flags and expanded variables. Each type defines how it changes the image
 * configuration and which entry it adds to the image history.
 */
public sealed interface Instruction {

    /** The position in the Dockerfile; for an ONBUILD trigger of a base image, the position of the FROM instruction. */
    Position position();

    /**
     * Applies the instruction to the configuration. The builder, not this method, changes files.
     *
     * @return the history entry of the image, or empty if the instruction adds none
     */
    Optional<History> applyTo(ConfigState state);

    /**
     * The text of an instruction and its lines in the Dockerfile.
     *
     * @param line number of the first line, counted from 1
     * @param endLine number of the last line
     * @param keyword keyword in upper case
     * @param text instruction as written, joined to one line, variables not expanded, credentials in URLs masked
     */
    record Position(int line, int endLine, String keyword, String text) {}

    /**
     * A name with a value, such as a label or an environment variable.
     *
     * @param value value, or null if the name has none
     */
    record Pair(String name, String value) {
        @Override
        public String toString() {
            return value == null ? name : name + "=" + value;
        }
    }

    /**
     * A file whose content is a heredoc in the Dockerfile.
     *
     * @param name delimiter of the heredoc; the name of the file if the destination is a directory
     * @param content content after tabs are stripped for {@code <<-} and, in COPY and ADD, variables are expanded
     */
    record InlineFile(String name, String content) {}

    /** Common interface of COPY and ADD. */
    sealed interface Transfer extends Instruction {
        /** Source patterns, variables expanded; without inline files. */
        List<String> sources();

        List<InlineFile> inlineFiles();

        /** Destination, variables expanded; relative to the working directory or absolute. A trailing slash is kept. */
        String destination();

        /** {@code user[:group]}, or "" if not set. */
        String chown();

        /** Octal or symbolic mode, or "" if not set. */
        String chmod();

        boolean link();

        boolean parents();

        List<String> excludes();

        /** Sources that are paths in the build context or, with {@code --from}, in a stage, named context or image. */
        default List<String> localSources() {
            return sources();
        }
    }

    /** @param from index of a stage, name of a named context or image, or "" for the build context */
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
            implements Transfer {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            return History.withLayer(HistoryText.transfer(parents ? "COPY --parents" : "COPY", this));
        }

        Copy withFrom(String other) {
            return new Copy(position, other, sources, inlineFiles, destination, chown, chmod, link, parents, excludes);
        }
    }

    /**
     * @param checksum {@code sha256:…}, or "" if not set
     * @param unpack "true" or "false", or "" if {@code --unpack} is not set
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
            implements Transfer {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            return History.withLayer(HistoryText.transfer("ADD", this));
        }

        @Override
        public List<String> localSources() {
            return RemoteSource.local(sources);
        }

        /** Sources that are URLs or Git repositories. */
        public List<String> remoteSources() {
            return RemoteSource.remote(sources);
        }
    }

    /**
     * @param flags values of {@code network}, {@code security} and {@code device} as written, by flag name
     */
    record Run(Position position, Command command, List<Mount> mounts, Map<String, String> flags)
            implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            List<String> words = new ArrayList<>(state.declared());
            if (!words.isEmpty()) {
                words.add(0, "|" + words.size());
            }
            words.addAll(command.arguments(state));
            return History.withLayer("RUN " + String.join(" ", words) + " # buildkit");
        }
    }

    /**
     * Build arguments. The value of a {@link Pair} is null if the argument has no value.
     *
     * @param arguments arguments with their effective values: the user's, else the default, else the value outside of
     *     stages
     * @param defaults arguments with their default values, variables expanded; only these enter the history, so that it
     *     does not reveal values set by the user
     */
    record Arg(Position position, List<Pair> arguments, List<Pair> defaults) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            for (Pair argument : arguments) {
                state.declare(argument.name(), argument.value());
            }
            return History.ofConfiguration(HistoryText.pairs("ARG", defaults));
        }
    }

    record Env(Position position, List<Pair> variables) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            for (Pair variable : variables) {
                state.setEnvironment(variable.name(), variable.value());
            }
            return History.ofConfiguration(HistoryText.pairs("ENV", variables));
        }
    }

    record Label(Position position, List<Pair> labels) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            for (Pair label : labels) {
                state.put("Labels", label.name(), label.value());
            }
            return History.ofConfiguration(HistoryText.pairs("LABEL", labels));
        }
    }

    record Workdir(Position position, String path) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            String directory = WorkingDirectory.resolve(state.workingDirectory(), path);
            state.set("WorkingDir", directory);
            return Optional.of(new History("WORKDIR " + directory, directory.equals("/")));
        }
    }

    record User(Position position, String user) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.set("User", user);
            return History.ofConfiguration("USER " + user);
        }
    }

    record Cmd(Position position, Command command) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            List<String> words = command.arguments(state);
            state.setCommand(words);
            return History.ofConfiguration("CMD " + GoQuote.list(words));
        }
    }

    record Entrypoint(Position position, Command command) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            List<String> words = command.arguments(state);
            state.setEntrypoint(words);
            return History.ofConfiguration("ENTRYPOINT " + GoQuote.list(words));
        }
    }

    /**
     * @param test test in the form of the image configuration: {@code NONE}, or {@code CMD} or {@code CMD-SHELL} and
     *     the command
     * @param durations durations in nanoseconds by their name in the image configuration: Interval, Timeout,
     *     StartPeriod, StartInterval; zero durations are omitted
     * @param retries number of retries, or 0 if not set
     */
    record Healthcheck(Position position, List<String> test, Map<String, Long> durations, int retries)
            implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("Test", test);
            members.putAll(durations);
            if (retries != 0) {
                members.put("Retries", retries);
            }
            state.set("Healthcheck", members);
            return History.ofConfiguration(HistoryText.healthcheck(this));
        }
    }

    record Expose(Position position, List<String> ports) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.putAll("ExposedPorts", ports);
            return History.ofConfiguration(HistoryText.expose(ports));
        }
    }

    record Volume(Position position, List<String> paths) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.putAll("Volumes", paths);
            return History.ofConfiguration("VOLUME [" + String.join(" ", paths) + "]");
        }
    }

    record StopSignal(Position position, String signal) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.set("StopSignal", signal);
            return History.ofConfiguration("STOPSIGNAL " + signal);
        }
    }

    record Shell(Position position, List<String> command) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.set("Shell", command);
            return History.ofConfiguration("SHELL [" + String.join(" ", command) + "]");
        }
    }

    /** @param trigger the inner instruction as written, heredocs included */
    record OnBuild(Position position, String trigger) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.append("OnBuild", trigger);
            return Optional.empty();
        }
    }

    record Maintainer(Position position, String name) implements Instruction {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            state.setAuthor(name);
            return History.ofConfiguration("MAINTAINER " + name);
        }
    }
}
