package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that a test runs to its end, with a time limit of five minutes. */
public final class Command {
    private static final long MINUTES = 5;

    /** Ended with the tests' own process, as a registry would else outlive a run that is broken off. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final ProcessBuilder builder;

    private Command(List<String> words) {
        builder = new ProcessBuilder(words);
    }

    public static Command of(String program, String... arguments) {
        return new Command(
                Stream.concat(Stream.of(program), Stream.of(arguments)).toList());
    }

    public Command in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    public Command with(String variable, String value) {
        builder.environment().put(variable, value);
        return this;
    }

    public Command without(String variable) {
        builder.environment().remove(variable);
        return this;
    }

    public Command input(Path file) {
        builder.redirectInput(file.toFile());
        return this;
    }

    /** Both streams go to the end of the file instead of to the result. */
    public Command appendTo(Path log) {
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        return this;
    }

    /** What a program left behind. */
    public record Result(List<String> words, int exit, String out, String err) {
        /** This result; an {@link AssertionError} with everything that was said if the program failed. */
        public Result orFail() {
            if (exit != 0) {
                throw new AssertionError(String.join(" ", words) + " ended with " + exit + "\n" + out + err);
            }
            return this;
        }

        /** Both streams, as a person would have seen them. */
        public String text() {
            return out + err;
        }
    }

    /** Runs the program and gives its standard output; an {@link AssertionError} if it fails. */
    public String output() {
        return run().orFail().out();
    }

    /** Runs the program, whatever its exit status. */
    public Result run() {
        return finish(start());
    }

    /** Runs the program with its standard output in a file, for output that is no text or is large. */
    public void outputTo(Path file) {
        builder.redirectOutput(file.toFile());
        run().orFail();
    }

    /** Starts the program and leaves it running; the caller ends it. */
    public Process start() {
        try {
            if (builder.redirectInput() == ProcessBuilder.Redirect.PIPE) {
                builder.redirectInput(Path.of("/dev/null").toFile());
            }
            Process process = builder.start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + builder.command(), e);
        }
    }

    private Result finish(Process process) {
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError(builder.command() + " did not end within " + MINUTES + " minutes");
            }
            return new Result(builder.command(), process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + builder.command(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with everything in it; does nothing if it is not there. */
    public static void deleteFolder(Path folder) {
        if (Files.exists(folder)) {
            of("rm", "-rf", folder.toString()).output();
        }
    }
}
