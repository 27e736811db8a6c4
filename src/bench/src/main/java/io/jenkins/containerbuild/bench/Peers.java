package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Machine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The measured tools: first this project, then the tools that users could choose instead.
 *
 * @param engineHost value of DOCKER_HOST for all tools
 * @param base reference of the base image
 * @param work directory for the caches of the tools
 */
record Peers(String engineHost, LocalRegistry registry, String base, Path work) {
    /** Column names of the tables. */
    static final List<String> NAMES = List.of(
            "container-build",
            "container-build, warm JVM",
            "docker build (BuildKit)",
            "docker build (classic)",
            "docker buildx",
            "buildah",
            "jib",
            "jib, warm JVM",
            "JVM that prints hello");

    /** Tools for a project that only copies files. */
    List<Peer> ofCopies() {
        return List.of(ours(), oursWarm(), buildKit(), classic(), buildx(), buildah(), jib(), jibWarm(), hello());
    }

    /** Tools for a project with RUN instructions, which Jib does not support. */
    List<Peer> ofCommands() {
        return List.of(ours(), oursWarm(), buildKit(), classic(), buildx(), buildah());
    }

    /**
     * Tools whose caches are emptied before each build. BuildKit can take layers from the image in the registry, which
     * contains an inline cache.
     *
     * @param engine the engine to empty before builds with BuildKit
     */
    List<Peer> onFreshAgent(Scenario scenario, EmptyEngine engine) {
        List<Peer> always = List.of(
                new FreshPeer(ours(), forgetting("cache")),
                new FreshPeer(oursWarm(), forgetting("cache-warm")),
                new FreshPeer(buildKitWithInlineCache(), engine::empty),
                new FreshPeer(buildxWithRegistryCache(), engine::empty));
        if (scenario.files().isEmpty()) {
            return always;
        }
        return java.util.stream.Stream.concat(
                        always.stream(),
                        List.<Peer>of(
                                new FreshPeer(jib(), forgetting("jib")),
                                new FreshPeer(jibWarm(), forgetting("jib-warm")))
                                .stream())
                .toList();
    }

    private FreshPeer.Forgetting forgetting(String folder) {
        return () -> Command.deleteFolder(work.resolve(folder));
    }

    private Peer ours() {
        return process(
                0,
                "exec " + Path.of("container-build").toAbsolutePath() + " build --progress=quiet --cache-dir="
                        + work.resolve("cache") + " -t $IMAGE -f $DOCKERFILE --push .",
                "ours");
    }

    private Peer oursWarm() {
        return new WarmPeer(NAMES.get(1), prefix("warm"), work.resolve("cache-warm"), environment());
    }

    private Peer buildKit() {
        return process(
                2,
                "export DOCKER_BUILDKIT=1; docker build -q -t $IMAGE -f $DOCKERFILE . && docker push -q $IMAGE",
                "buildkit");
    }

    private Peer buildKitWithInlineCache() {
        return process(
                2,
                "export DOCKER_BUILDKIT=1; docker build -q --build-arg BUILDKIT_INLINE_CACHE=1 --cache-from $IMAGE"
                        + " -t $IMAGE -f $DOCKERFILE . && docker push -q $IMAGE",
                "buildkit-inline");
    }

    private Peer classic() {
        return process(
                3,
                "export DOCKER_BUILDKIT=0; docker build -q -t $IMAGE -f $DOCKERFILE . && docker push -q $IMAGE",
                "classic");
    }

    private Peer buildx() {
        return process(4, "docker buildx build -q -t $IMAGE -f $DOCKERFILE --push .", "buildx");
    }

    private Peer buildxWithRegistryCache() {
        return process(
                4,
                "docker buildx build -q --cache-to type=inline --cache-from type=registry,ref=$IMAGE"
                        + " -t $IMAGE -f $DOCKERFILE --push .",
                "buildx-inline");
    }

    /** Buildah without DOCKER_CONFIG, because buildah requires a file in that directory. */
    private Peer buildah() {
        String stores = "--root " + work.resolve("buildah") + " --runroot " + work.resolve("buildah-run");
        return process(
                5,
                "unset DOCKER_CONFIG; buildah " + stores
                        + " build -q --layers --tls-verify=false -t $IMAGE -f $DOCKERFILE . && buildah " + stores
                        + " push -q --tls-verify=false $IMAGE",
                "buildah");
    }

    private Peer jib() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return process(
                6,
                "exec " + java + " -cp '" + System.getProperty("java.class.path") + "' "
                        + JibPeer.class.getName() + " \"$SCENARIO\" . " + base + " " + prefix("jib") + " "
                        + work.resolve("jib"),
                "jib");
    }

    private Peer jibWarm() {
        return new JibPeer(NAMES.get(7), base, prefix("jib-warm"), work.resolve("jib-warm"));
    }

    /** Not a competitor, but the baseline for the start-up time of the command line. */
    private Peer hello() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes =
                Hello.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return process(8, "exec " + java + " -cp '" + classes + "' " + Hello.class.getName(), "hello");
    }

    private Peer process(int column, String script, String repository) {
        return new ProcessPeer(NAMES.get(column), column == 0, script, prefix(repository), environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("DOCKER_HOST", engineHost);
        environment.put("DOCKER_CONFIG", Machine.variable("CONTAINER_BUILD_DOCKER_CONFIG"));
        String docker = Machine.variable("CONTAINER_BUILD_DOCKER_CLI");
        environment.put("PATH", Path.of(docker).getParent() + ":" + System.getenv("PATH"));
        return environment;
    }

    private String prefix(String repository) {
        return registry.reference(repository + "/");
    }
}
