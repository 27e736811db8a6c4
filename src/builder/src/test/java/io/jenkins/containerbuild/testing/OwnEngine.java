package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker Engine of a test's own, which may be killed, filled up, and spoken to by TLS. All its processes live and die in a process name space of
 * their own, its data in memory, so nothing is left of it.
 */
public final class OwnEngine implements AutoCloseable {
    /** Where the newer engine, whose programs need the root file system of their Debian, sees the folder. */
    private static final String IN_ROOT = "/mnt";

    private static final String START = String.join(
            "\n",
            "set -e",
            "folder=$1 root=$2 size=$3; shift 3",
            "mkdir -p \"$folder/data\"",
            "mount -t tmpfs -o \"size=$size\" tmpfs \"$folder/data\"",
            "if [ -z \"$root\" ]; then exec dockerd \"$@\"; fi",
            "mount --bind \"$root\" \"$root\"",
            "mount -t proc proc \"$root/proc\"",
            "mount --rbind /sys \"$root/sys\"",
            "mount --rbind /dev \"$root/dev\"",
            "mount --rbind \"$folder\" \"$root" + IN_ROOT + "\"",
            "exec chroot \"$root\" /usr/sbin/dockerd \"$@\"");

    private final Path folder;
    private final String seen;
    private final String bridge;
    private final int port;
    private final Process process;

    private OwnEngine(Path folder, String seen, String bridge, int port, Process process) {
        this.folder = folder;
        this.seen = seen;
        this.bridge = bridge;
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one, once it answers.
     *
     * @param like the shared engine of the same version
     * @param size of its disk, such as {@code 150m}
     * @param certificates ca.pem, server.pem and server.key, by which it speaks TLS and only with those that the authority knows; null for none
     */
    public static OwnEngine start(DockerEngine like, String size, Path certificates) throws IOException {
        return start(like, size, certificates, List.of("--storage-driver", "overlay2"));
    }

    /** One that keeps images in containerd's store, so that its BuildKit has the exporters of a {@code buildkitd}. */
    public static OwnEngine startWithImageStore(DockerEngine like, String size) throws IOException {
        return start(like, size, null, List.of("--config-file", IN_ROOT + "/daemon.json"));
    }

    private static OwnEngine start(DockerEngine like, String size, Path certificates, List<String> store)
            throws IOException {
        like.require();
        Machine.require(System.getProperty("user.name").equals("root"), "the right of root to start an engine");
        Path folder = Files.createTempDirectory("engine");
        String root = root(like);
        String seen = root.isEmpty() ? folder.toString() : IN_ROOT;
        int port = freePort();
        String bridge = bridge(port);
        List<String> words = new ArrayList<>(List.of("--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
        words.addAll(List.of("--propagation", "private", "sh", "-c", START, "engine", folder.toString(), root, size));
        words.addAll(List.of("--host", "unix://" + seen + "/docker.sock", "--data-root", seen + "/data"));
        words.addAll(List.of("--exec-root", seen + "/exec", "--pidfile", seen + "/pid", "--bridge", bridge));
        words.addAll(List.of("--debug", "--iptables=false", "--ip6tables=false"));
        words.addAll(store);
        Files.writeString(folder.resolve("daemon.json"), "{\"features\": {\"containerd-snapshotter\": true}}");
        if (certificates != null) {
            for (String file : List.of("ca.pem", "server.pem", "server.key")) {
                Files.copy(certificates.resolve(file), folder.resolve(file));
            }
            words.addAll(List.of("--host", "tcp://127.0.0.1:" + port, "--tlsverify", "--tlscacert", seen + "/ca.pem"));
            words.addAll(List.of("--tlscert", seen + "/server.pem", "--tlskey", seen + "/server.key"));
        }
        Process process = Command.of("unshare", words.toArray(String[]::new))
                .appendTo(folder.resolve("log"))
                .start();
        OwnEngine engine = new OwnEngine(folder, seen, bridge, port, process);
        engine.await();
        return engine;
    }

    /** The newer engine's socket is in its root. */
    private static String root(DockerEngine like) {
        String socket = like.socket().toString();
        return socket.endsWith("/root/run/docker.sock")
                ? socket.substring(0, socket.length() - "/run/docker.sock".length())
                : "";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String bridge(int number) {
        String name = "cbown" + number;
        Command.of("ip", "link", "add", name, "type", "bridge").output();
        Command.of("ip", "addr", "add", "172.30." + (100 + number % 100) + ".1/24", "dev", name)
                .output();
        Command.of("ip", "link", "set", name, "up").output();
        return name;
    }

    private void await() throws IOException {
        try {
            for (int i = 0; i < 300 && process.isAlive(); i++) {
                if (Command.of("curl", "-sS", "--unix-socket", socket().toString(), "http://engine/_ping")
                        .run()
                        .out()
                        .equals("OK")) {
                    return;
                }
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String log = Files.readString(folder.resolve("log"));
        close();
        throw new AssertionError("an engine of the test's own did not start:\n" + log);
    }

    /** Where it listens. */
    public Path socket() {
        return folder.resolve("docker.sock");
    }

    /** As DOCKER_HOST has it. */
    public String host() {
        return "unix://" + socket();
    }

    /** The same by TLS. */
    public String tlsHost() {
        return "tcp://127.0.0.1:" + port;
    }

    /** Everything that it keeps, where only this machine's root may look. */
    public Path data() {
        long daemon = process.toHandle()
                .children()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the engine is gone"))
                .pid();
        return Path.of("/proc/" + daemon + "/root" + seen + "/data");
    }

    /** What it has said, debug messages included. */
    public Path log() {
        return folder.resolve("log");
    }

    /** Connections that are open at its socket now. */
    public long connections() throws IOException {
        // The socket that listens has the flag 00010000.
        try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"))) {
            return sockets.filter(line -> line.endsWith(" " + seen + "/docker.sock") && !line.contains(" 00010000 "))
                    .count();
        }
    }

    /** Ends it at once, with everything that it runs. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
        Command.of("ip", "link", "delete", bridge).run();
        Command.deleteFolder(folder);
    }
}
