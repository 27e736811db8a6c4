package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.engine.BuildKitTransport;
import io.jenkins.containerbuild.engine.EngineDiagnosis;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains why an engine did not build an image, and whether the input or a service caused the failure. */
public final class BuildFailure {
    /** A failed instruction with its error and the last lines of its output. */
    public record FailedStep(Instruction instruction, String error, List<String> output) {}

    private static final Pattern EXIT_CODE = Pattern.compile("(?:exit code: |non-zero code: |exit status )(\\d+)");
    private static final Pattern DOCKERFILE_LINE =
            Pattern.compile("(?i)dockerfile parse error (?:on )?line (\\d+): (.*)");
    private static final List<String> OF_THE_NETWORK = List.of(
            "no such host",
            "connection refused",
            "i/o timeout",
            "connection reset",
            "tls handshake",
            "unexpected status",
            "failed to do request",
            "pull access denied",
            "authorization failed",
            "unauthorized",
            "failed to fetch",
            "cannot connect to the docker daemon",
            "no active session",
            "server misbehaving",
            "rpc error: code = unavailable");

    private final String engine;
    private final Supplier<EngineDiagnosis> diagnosis;
    private final String dockerfile;

    /** @param diagnosis queries the engine for details; called only if the message needs them */
    private BuildFailure(String engine, Supplier<EngineDiagnosis> diagnosis, String dockerfile) {
        this.engine = engine;
        this.diagnosis = diagnosis;
        this.dockerfile = dockerfile;
    }

    /** @param dockerfile name of the Dockerfile in messages */
    public static BuildFailure at(BuildKitTransport service, String dockerfile) {
        return new BuildFailure(service.who(), () -> EngineDiagnosis.of(service), dockerfile);
    }

    /**
     * Returns the exception to throw for a failed build.
     *
     * @param message the last error message of the engine
     * @param failure the failed instruction, or empty if unknown
     */
    public BuildException explained(String message, Optional<FailedStep> failure) {
        String all = message + "\n"
                + failure.map(one -> one.error() + "\n" + String.join("\n", one.output()))
                        .orElse("");
        if (all.toLowerCase(Locale.ROOT).contains("no space left on device")) {
            return ofDisk(failure);
        }
        Matcher exit = EXIT_CODE.matcher(message);
        if (failure.isPresent() && failure.get().instruction() instanceof Instruction.Run && exit.find()) {
            return ofCommand(failure.get(), exit.group(1));
        }
        if (failure.isPresent()) {
            String text = shortened(message);
            int line = failure.get().instruction().position().line();
            return isOfTheNetwork(message)
                    ? new ServiceException(dockerfile + ":" + line + ": " + text)
                    : InputException.at(dockerfile, line, text);
        }
        Matcher syntax = DOCKERFILE_LINE.matcher(message);
        if (syntax.find()) {
            return InputException.at(
                    dockerfile,
                    Integer.parseInt(syntax.group(1)),
                    syntax.group(2) + " (so says " + diagnosis.get().product() + "; a newer one may know it)");
        }
        return isOfTheNetwork(message)
                ? new ServiceException(engine + " could not build: " + shortened(message))
                : new InputException(engine + " refuses the build: " + shortened(message));
    }

    private ServiceException ofDisk(Optional<FailedStep> failure) {
        String line = failure.map(one -> " (found at " + dockerfile + ":"
                        + one.instruction().position().line() + ")")
                .orElse("");
        String folder = diagnosis.get().folder();
        return new ServiceException("the disk of " + engine + " is full" + line
                + (folder.isEmpty() ? "" : "; its data is in " + folder)
                + "; docker system df shows what uses it, docker builder prune frees what builds left");
    }

    private InputException ofCommand(FailedStep failure, String exitCode) {
        Instruction.Position position = failure.instruction().position();
        StringBuilder message = new StringBuilder(position.text())
                .append(" failed with exit code ")
                .append(exitCode);
        if (exitCode.equals("137")) {
            long megabytes = diagnosis.get().memory() / 1_000_000;
            message.append(" (it was killed; perhaps it needed more memory than the engine's machine has")
                    .append(megabytes == 0 ? ")" : ", " + megabytes + " MB)");
        }
        if (failure.output().isEmpty()) {
            message.append("; it wrote nothing");
        } else {
            message.append("; its last output:");
            failure.output().forEach(line -> message.append("\n    ").append(line));
        }
        return InputException.at(dockerfile, position.line(), message.toString());
    }

    private static boolean isOfTheNetwork(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        return OF_THE_NETWORK.stream().anyMatch(lower::contains);
    }

    /** Removes the prefixes that name parts of BuildKit from a message. */
    private static String shortened(String message) {
        String prefix = "failed to solve: ";
        String text = message.startsWith("failed to solve with frontend")
                ? message.substring(message.indexOf(": ") + 2)
                : message;
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
