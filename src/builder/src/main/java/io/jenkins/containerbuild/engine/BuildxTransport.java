package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connects to a builder of {@code docker buildx}, which may run on another machine, in Kubernetes or in a cloud. The
 * process {@code docker buildx dial-stdio} connects its standard input and output to the builder's BuildKit. The
 * process only forwards bytes, so no secret is on its command line or in its environment.
 */
final class BuildxTransport implements BuildKitTransport {
    private static final long GRACE_MILLIS = 1_500;
    /** Maximum number of bytes that are read from each output stream of {@code docker}. */
    private static final int KEPT = 16 << 10;

    private final String name;
    private final Map<String, String> environment;
    private volatile Process dialing;

    /** @param environment the complete environment of the user; {@code docker} is searched in its PATH */
    BuildxTransport(String name, Map<String, String> environment) {
        this.name = name;
        this.environment = environment;
    }

    @Override
    public String who() {
        return name.isEmpty() ? "the current builder of docker buildx" : "the buildx builder " + name;
    }

    /**
     * Returns the Docker context of a builder that uses the driver {@code docker}; empty for other drivers. Such a
     * builder is the engine itself and has the same name as the engine's context.
     */
    Optional<String> dockerContext() {
        Process process = start(words("inspect"));
        try {
            byte[] out = process.getInputStream().readNBytes(KEPT);
            String error = errors(process);
            if (process.waitFor() != 0) {
                throw refused(error);
            }
            Map<String, String> fields = new LinkedHashMap<>();
            new String(out, StandardCharsets.UTF_8).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.putIfAbsent(
                            line.substring(0, colon), line.substring(colon + 1).strip());
                }
            });
            if (fields.getOrDefault("Driver", "").isEmpty() && fields.containsKey("Error")) {
                throw refused(fields.get("Error"));
            }
            return fields.getOrDefault("Driver", "").equals("docker")
                    ? Optional.of(fields.getOrDefault("Name", "default"))
                    : Optional.empty();
        } catch (IOException e) {
            throw fault(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            end(process);
        }
    }

    /**
     * Returns an environment in which Docker's command line uses the given context. The context {@code default} needs
     * no change.
     */
    static Map<String, String> inContext(Map<String, String> environment, String context) {
        if (context.equals("default")) {
            return environment;
        }
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.remove("DOCKER_HOST");
        changed.put("DOCKER_CONTEXT", context);
        return changed;
    }

    @Override
    public Socket connect() {
        Process process = start(words("dial-stdio"));
        dialing = process;
        return new StreamSocket(process.getInputStream(), process.getOutputStream(), () -> end(process));
    }

    private List<String> words(String command) {
        List<String> words = new ArrayList<>(List.of(docker(), "buildx", command));
        if (!name.isEmpty()) {
            words.addAll(command.equals("inspect") ? List.of(name) : List.of("--builder", name));
        }
        return words;
    }

    /** Finds {@code docker} in the user's PATH, because the JVM would search its own PATH, which may differ. */
    private String docker() {
        for (String folder : environment.getOrDefault("PATH", "").split(java.io.File.pathSeparator)) {
            Path program = Path.of(folder).resolve("docker");
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program.toString();
            }
        }
        throw new ServiceException(
                Setting.BUILDER.inWords("buildx") + " needs Docker's command line, and the PATH has no docker; install"
                        + " docker with buildx, or use " + Setting.BUILDER.inWords("docker"));
    }

    private Process start(List<String> words) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ServiceException("docker cannot be started: " + e.getMessage(), e);
        }
    }

    private static String errors(Process process) throws IOException {
        try (InputStream in = process.getErrorStream()) {
            return new String(in.readNBytes(KEPT), StandardCharsets.UTF_8)
                    .replaceFirst("^ERROR: ", "")
                    .strip();
        }
    }

    private RuntimeException refused(String error) {
        if (error.startsWith("no builder ")) {
            return new InputException(Setting.BUILDER.inWords("buildx") + ": " + error
                    + "; docker buildx ls shows those that there are, docker buildx create --name NAME makes one");
        }
        if (error.contains("not a docker command") || error.contains("unknown command") || error.isEmpty()) {
            return new ServiceException("docker has no buildx with dial-stdio ("
                    + error.lines().findFirst().orElse("") + "); install docker-buildx or docker-buildx-plugin 0.13 or"
                    + " newer, or put the plugin into ~/.docker/cli-plugins");
        }
        return new ServiceException(who() + " is not available: " + error);
    }

    @Override
    public String setting() {
        return Setting.BUILDER.inWords("buildx:NAME");
    }

    @Override
    public ServiceException unreachable(IOException e) {
        String said = "";
        try {
            Process process = dialing;
            said = process == null || process.isAlive() ? "" : errors(process);
        } catch (IOException closed) {
            // The error output is no longer available.
        }
        RuntimeException refused = said.isEmpty() ? null : refused(said);
        return refused instanceof ServiceException service
                ? service
                : new ServiceException(who() + " does not answer: " + (said.isEmpty() ? e.getMessage() : said), e);
    }

    /**
     * Terminates the descendants first, because {@code docker} does not forward signals to its plugin. Kills processes
     * that are still running after the grace period.
     */
    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .filter(ProcessHandle::isAlive)
                .toList();
        all.forEach(ProcessHandle::destroy);
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
