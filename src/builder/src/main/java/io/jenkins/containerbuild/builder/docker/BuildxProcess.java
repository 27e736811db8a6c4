package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Docker's command line as a process: it ends when the thread that waits for it is interrupted, with all that it started. */
final class BuildxProcess {
    private static final long GRACE_MILLIS = 1500;

    private BuildxProcess() {}

    /**
     * Runs it to its end.
     *
     * @param arguments of {@code docker}
     * @param environment the whole one; its PATH says where {@code docker} is
     * @param lines gets what it writes to its standard error
     * @param standardOutput gets what it writes to its standard output
     * @return its exit status
     * @throws ServiceException where there is no {@code docker}
     * @throws CancellationException where the thread is interrupted
     */
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            Consumer<String> lines,
            OutputStream standardOutput) {
        List<String> words = new ArrayList<>(List.of(docker(environment)));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = start(builder);
        CompletableFuture<Void> err = reading(() -> read(process, lines));
        CompletableFuture<Void> out = reading(() -> copy(process.getInputStream(), standardOutput));
        try {
            int status = process.waitFor();
            err.join();
            out.join();
            return status;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            end(process);
        }
    }

    /** The JVM would look along its own PATH, which may be another. */
    private static String docker(Map<String, String> environment) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path program = Path.of(folder).resolve("docker");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new ServiceException(
                Setting.BUILDER.inWords("buildx") + " needs Docker's command line, and the PATH has no docker;"
                        + " install docker with buildx, or " + Setting.BUILDER.inWords("docker") + " would do without");
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ServiceException("docker cannot be started: " + e.getMessage(), e);
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** In a thread of its own: whoever waits for a process can be interrupted, whoever reads from it cannot. */
    private static CompletableFuture<Void> reading(Reading reading) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        reading.run();
                        end.complete(null);
                    } catch (IOException e) {
                        end.completeExceptionally(
                                new ServiceException("what docker buildx writes cannot be read: " + e.getMessage(), e));
                    } catch (RuntimeException e) {
                        end.completeExceptionally(e);
                    }
                },
                "container-build reading from buildx");
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private static void read(Process process, Consumer<String> lines) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        try (from) {
            from.transferTo(to);
        }
    }

    /** The plugin first: docker does not pass a signal on to it. A moment later whoever is left is killed. */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(ProcessHandle::isAlive)
                .toList();
        all.forEach(ProcessHandle::destroy);
        CompletableFuture<?> gone =
                CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        gone.completeOnTimeout(null, GRACE_MILLIS, TimeUnit.MILLISECONDS).join();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
