package io.jenkins.containerbuild.bench;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A separate Docker Engine 26.1 for benchmarks, which can be emptied without side effects: a second instance of the
 * daemon that {@code .ci/engines} installed, with its own directories and network bridge.
 */
final class EmptyEngine implements AutoCloseable {
    private static final String BRIDGE = "cbuildbench";
    private static final String NAME = "container-build-bench";

    /** Arguments: the engine's root directory, the name for its socket and directories, the name of its bridge. */
    private static final String START = """
            mount --bind "$1" "$1"
            mount -t proc proc "$1/proc"
            mount --rbind /sys "$1/sys"
            mount --rbind /dev "$1/dev"
            exec chroot "$1" /usr/sbin/dockerd --host "unix:///run/$2.sock" --data-root "/var/lib/$2" --exec-root "/run/$2" \
                --pidfile "/run/$2.pid" --bridge "$3" --iptables=false --ip6tables=false --storage-driver overlay2
            """;

    private final Path root;
    private final Process daemon;

    private EmptyEngine(Path root, Process daemon) {
        this.root = root;
        this.daemon = daemon;
    }

    /** @param log file for the output of the daemon */
    static EmptyEngine start(Path log) throws IOException, InterruptedException {
        Path root = DockerEngine.v26().require().socket().getParent().getParent();
        removeBridge();
        Command.of("ip", "link", "add", BRIDGE, "type", "bridge").output();
        Command.of("ip", "addr", "add", "172.30.27.1/24", "dev", BRIDGE).output();
        Command.of("ip", "link", "set", BRIDGE, "up").output();
        String[] words = {"--mount", "--propagation", "private", "sh", "-ec", START, "-", root.toString(), NAME, BRIDGE
        };
        EmptyEngine engine =
                new EmptyEngine(root, Command.of("unshare", words).appendTo(log).start());
        for (int i = 0; i < 300 && engine.docker("version").run().exit() != 0; i++) {
            if (!engine.daemon.isAlive()) {
                throw new IOException("the engine for fresh agents did not start:\n" + Files.readString(log));
            }
            Thread.sleep(200);
        }
        return engine;
    }

    String host() {
        return "unix://" + root.resolve("run/" + NAME + ".sock");
    }

    /** Removes all images, unused containers and volumes, and BuildKit's cache. */
    void empty() {
        docker("system", "prune", "--all", "--force", "--volumes").output();
        docker("builder", "prune", "--all", "--force").output();
    }

    private Command docker(String... arguments) {
        return Command.of(Machine.variable("CONTAINER_BUILD_DOCKER_CLI"), arguments)
                .with("DOCKER_HOST", host())
                .without("DOCKER_CONTEXT");
    }

    @Override
    public void close() throws IOException {
        empty();
        daemon.destroy();
        try {
            if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Command.deleteFolder(root.resolve("var/lib/" + NAME));
        Command.deleteFolder(root.resolve("run/" + NAME));
        removeBridge();
    }

    private static void removeBridge() {
        Command.of("ip", "link", "delete", BRIDGE).run();
    }
}
