package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An instruction of a stage with its meaning: flags are typed, variables are expanded. What an instruction does to an image's configuration
 * and how it stands in the image's history is decided here, where the type is.
 */
public sealed interface Instruction {

    /** Where it stands in the Dockerfile; for an ONBUILD trigger of a base, where the FROM stands. */
    Position position();

    /**
     * Does to the configuration what the instruction does; files are the business of who builds.
     *
     * @return the entry in the image's history, or nothing where the instruction leaves none
     */
    Optional<History> applyTo(ConfigState state);

    /**
     * Where an instruction stands and how it reads.
     *
     * @param line first line, from 1
     * @param endLine last line
     * @param keyword in upper case
     * @param text the instruction on one line, as written, variables not expanded
     */
    record Position(int line, int endLine, String keyword, String text) {
        static Position of(SyntaxNode node) {
            return new Position(node.line(), node.endLine(), node.keyword(), Whitespace.trim(node.text()));
        }
    }

    /** A name with a value. */
    record Pair(String name, String value) {
        @Override
        public String toString() {
            return value == null ? name : name + "=" + value;
        }
    }

    /**
     * A file whose content stands in the Dockerfile.
     *
     * @param name the delimiter, which is the file's name where the destination is a directory
     * @param content tabs removed and variables expanded as the delimiter asks for
     */
    record InlineFile(String name, String content) {}

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

        /** Those sources that are paths in the context, or in what {@code --from} names. */
        default List<String> localSources() {
            return sources();
        }
    }

    /** @param from index of a stage, named context or image; "" for the context */
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
            implements Transfer {
        @Override
        public Optional<History> applyTo(ConfigState state) {
            return History.withLayer(HistoryText.transfer("ADD", this));
        }

        @Override
        public List<String> localSources() {
            return RemoteSource.local(sources);
        }

        /** URLs and git repositories. */
        public List<String> remoteSources() {
            return RemoteSource.remote(sources);
        }
    }

    /** @param flags {@code --network}, {@code --security}, {@code --device} as given */
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
     * Build arguments. A null value is an argument without one.
     *
     * @param arguments with the values that they have: as the user gives them, else the default, else as declared before the first FROM
     * @param defaults as written after the equals sign, expanded: they stand in the history, so what the user gives does not
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
     * @param test as in the image's configuration: {@code NONE}, or {@code CMD} / {@code CMD-SHELL} and the command
     * @param durations nanoseconds by their name in the configuration: Interval, Timeout, StartPeriod, StartInterval
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

    /** @param trigger the inner instruction as written */
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
