package io.jenkins.containerbuild.testing;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An engine that speaks Docker's API, driven by Docker's own command line: the judge of what an image is and does. Engines are shared by
 * everything that runs on the machine, so a test uses names of its own and removes what it made.
 */
public final class DockerEngine {
    /** The engines that tests of this process have asked for, by their hosts. */
    private static final Map<String, Asked> ASKED = new ConcurrentHashMap<>();

    private record Asked(DockerEngine engine, long nanoTime) {}

    private final String name;
    private final String host;
    private final String config;

    private DockerEngine(String name, String host, String config) {
        this.name = name;
        this.host = host;
        this.config = config;
    }

    /** Docker Engine 20.10: BuildKit without heredocs and without {@code COPY --link}. */
    public static DockerEngine v20() {
        return shared("Docker Engine 20.10", "CONTAINER_BUILD_DOCKER_20");
    }

    /** Docker Engine 26.1: the oracle for everything that its built-in Dockerfile frontend knows. */
    public static DockerEngine v26() {
        return shared("Docker Engine 26.1", "CONTAINER_BUILD_DOCKER_26");
    }

    /** podman's Docker API, which knows the classic builder only. */
    public static DockerEngine podman() {
        return shared("podman", "CONTAINER_BUILD_PODMAN");
    }

    private static DockerEngine shared(String name, String variable) {
        return new DockerEngine(name, Machine.variable(variable), Machine.variable("CONTAINER_BUILD_DOCKER_CONFIG"));
    }

    /** This engine; skips the calling test loudly, or fails it where engines are required, if the engine does not answer. */
    public DockerEngine require() {
        Machine.require(answers(), name);
        ASKED.put(host, new Asked(this, System.nanoTime()));
        return this;
    }

    /** Removes what the engines that were asked for since then have of a registry that goes; nobody else can name it any more. */
    static void forget(LocalRegistry registry, long since) {
        for (Asked asked : ASKED.values()) {
            if (asked.nanoTime() - since >= 0) {
                asked.engine().remove(asked.engine().imagesOf(registry));
            }
        }
    }

    private String[] imagesOf(LocalRegistry registry) {
        String format = "{{.Repository}}:{{.Tag}}\n{{.Repository}}@{{.Digest}}";
        return docker("images", "--digests", "--format", format)
                .run()
                .out()
                .lines()
                .filter(name -> name.startsWith(registry.host() + "/") && !name.contains("<none>"))
                .toArray(String[]::new);
    }

    /** This engine with buildx, or none as {@link #require()} has it. */
    public DockerEngine requireBuildx() {
        Machine.require(require().docker("buildx", "version").run().exit() == 0, "docker buildx");
        return this;
    }

    /** The environment of a program that drives this engine by Docker's command line. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        Path folder = Path.of(cli()).getParent();
        environment.put("PATH", folder == null ? path : folder + File.pathSeparator + path);
        environment.put("DOCKER_HOST", host);
        environment.put("DOCKER_CONFIG", config);
        return environment;
    }

    public boolean answers() {
        if (!host.startsWith("unix://")) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket()));
        } catch (IOException e) {
            return false;
        }
    }

    /** The engine's DOCKER_HOST, {@code unix:///...}. */
    public String host() {
        return host;
    }

    public Path socket() {
        return Path.of(host.substring("unix://".length()));
    }

    /** The same engine with another DOCKER_CONFIG, such as {@link LocalRegistry#dockerConfig()}. */
    public DockerEngine withConfig(Path folder) {
        return new DockerEngine(name, host, folder.toString());
    }

    /** The docker command line with these arguments, for this engine. */
    public Command docker(String... arguments) {
        return Command.of(cli(), arguments)
                .with("DOCKER_HOST", host)
                .with("DOCKER_CONFIG", config)
                .with("BUILDKIT_PROGRESS", "plain")
                .without("DOCKER_CONTEXT");
    }

    private static String cli() {
        String chosen = Machine.variable("CONTAINER_BUILD_DOCKER_CLI");
        return chosen.isEmpty() ? "docker" : chosen;
    }

    /** {@code docker build ARGUMENTS CONTEXT} by BuildKit; gives what BuildKit said. An {@link AssertionError} if the build fails. */
    public String build(Path context, String... arguments) {
        return buildKit(context, arguments).run().orFail().text();
    }

    /** The same, not run yet: for builds that must fail. */
    public Command buildKit(Path context, String... arguments) {
        return build("1", context, arguments);
    }

    /** {@code docker build} by the engine's classic builder. */
    public Command classicBuild(Path context, String... arguments) {
        return build("0", context, arguments);
    }

    private Command build(String buildKit, Path context, String... arguments) {
        List<String> words = new ArrayList<>(List.of("build"));
        words.addAll(List.of(arguments));
        words.add(context.toString());
        return docker(words.toArray(String[]::new)).with("DOCKER_BUILDKIT", buildKit);
    }

    public String push(String reference) {
        return docker("push", reference).output();
    }

    public String pull(String reference) {
        return docker("pull", reference).output();
    }

    /** {@code docker run --rm ARGUMENTS}: what the container wrote on its standard output. */
    public String run(String... arguments) {
        List<String> words = new ArrayList<>(List.of("run", "--rm"));
        words.addAll(List.of(arguments));
        return docker(words.toArray(String[]::new)).output();
    }

    /** Starts a container of the image that listens on its port 8080. */
    public RunningContainer start(String image) {
        return new RunningContainer(this, image);
    }

    /** The image's configuration as {@code docker image inspect} has it, one JSON object. */
    public String inspect(String reference) {
        return docker("image", "inspect", "--format", "{{json .Config}}", reference)
                .output();
    }

    /** The root file system of a container of the image, as this engine's storage driver shows it; the image must be in the engine. */
    public RootFileSystem export(String reference) {
        // A command is given because an image from scratch may have none; it never runs.
        String container = docker("create", reference, "none").output().trim();
        try {
            Path tar = Files.createTempFile("export", ".tar");
            try {
                docker("export", container).outputTo(tar);
                return RootFileSystem.ofTar(tar).withoutEngineFiles();
            } finally {
                Files.delete(tar);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot read the export of " + reference, e);
        } finally {
            docker("rm", "-f", "-v", container).run();
        }
    }

    /** Removes images from the engine; those that are not there are no error. */
    public void remove(String... references) {
        if (references.length > 0) {
            List<String> words = new ArrayList<>(List.of("rmi", "-f"));
            words.addAll(List.of(references));
            docker(words.toArray(String[]::new)).run();
        }
    }

    /** Makes the builder forget all steps whose description has the word, as an engine that never saw them; their images go first. */
    public void forgetSteps(String word) {
        for (List<String> left = steps(word); !left.isEmpty(); left = steps(word)) {
            left.forEach(id ->
                    docker("builder", "prune", "-f", "--filter", "id=" + id).run());
            if (left.equals(steps(word))) {
                throw new AssertionError(this + " keeps steps with " + word);
            }
        }
    }

    private List<String> steps(String word) {
        List<String> ids = new ArrayList<>();
        String id = "";
        for (String line : docker("buildx", "du", "--verbose").output().lines().toList()) {
            if (line.startsWith("ID:")) {
                id = line.substring("ID:".length()).strip();
            } else if (line.startsWith("Description:") && line.contains(word)) {
                ids.add(id);
            }
        }
        return ids;
    }

    @Override
    public String toString() {
        return name;
    }
}
