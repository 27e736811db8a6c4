package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Machine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is measured: this project first, then what a user would pick instead. */
record Peers(DockerEngine engine, LocalRegistry registry, String base, Path work) {

    List<Peer> all() {
        return List.of(ours(), oursWarm(), buildKit(), classic(), buildx(), buildah(), jib(), jibWarm());
    }

    private Peer ours() {
        return process(
                "container-build",
                true,
                "exec " + Path.of("container-build").toAbsolutePath() + " build --progress=quiet --cache-dir="
                        + work.resolve("cache") + " -t $IMAGE --push .",
                "ours");
    }

    private Peer oursWarm() {
        return new WarmPeer("container-build, warm JVM", prefix("warm"), work.resolve("cache-warm"));
    }

    private Peer buildKit() {
        return process(
                "docker build (BuildKit)",
                false,
                "export DOCKER_BUILDKIT=1; docker build -q -t $IMAGE . && docker push -q $IMAGE",
                "buildkit");
    }

    private Peer classic() {
        return process(
                "docker build (classic)",
                false,
                "export DOCKER_BUILDKIT=0; docker build -q -t $IMAGE . && docker push -q $IMAGE",
                "classic");
    }

    private Peer buildx() {
        return process("docker buildx", false, "docker buildx build -q -t $IMAGE --push .", "buildx");
    }

    /** Without DOCKER_CONFIG: it insists on a file in there. */
    private Peer buildah() {
        String stores = "--root " + work.resolve("buildah") + " --runroot " + work.resolve("buildah-run");
        return process(
                "buildah",
                false,
                "unset DOCKER_CONFIG; buildah " + stores
                        + " build -q --layers --tls-verify=false -t $IMAGE . && buildah " + stores
                        + " push -q --tls-verify=false $IMAGE",
                "buildah");
    }

    private Peer jib() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return process(
                "jib",
                false,
                "exec " + java + " -cp '" + System.getProperty("java.class.path") + "' "
                        + JibPeer.class.getName() + " \"$SCENARIO\" . " + base + " " + prefix("jib") + " "
                        + work.resolve("jib"),
                "jib");
    }

    private Peer jibWarm() {
        return new JibPeer("jib, warm JVM", base, prefix("jib-warm"), work.resolve("jib-warm"));
    }

    private Peer process(String name, boolean ours, String script, String repository) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("DOCKER_HOST", engine.host());
        environment.put("DOCKER_CONFIG", Machine.variable("CONTAINER_BUILD_DOCKER_CONFIG"));
        String docker = Machine.variable("CONTAINER_BUILD_DOCKER_CLI");
        environment.put("PATH", Path.of(docker).getParent() + ":" + System.getenv("PATH"));
        return new ProcessPeer(name, ours, script, prefix(repository), environment);
    }

    private String prefix(String repository) {
        return registry.reference(repository + "/");
    }
}
