package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * A registry of its own for a test: Debian's docker-registry in its own process, on a free loopback port, with deletes enabled and an
 * access log that the test reads. Use it as a {@code @Rule} or {@code @ClassRule}, or call {@link #open()} and {@link #close()}.
 */
public final class LocalRegistry extends ExternalResource implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern ACCESS =
            Pattern.compile("^\\S+ - \\S+ \\[[^]]*] \"([A-Z]+) (\\S+) HTTP/[^\"]*\" (\\d+) (\\d+)", Pattern.MULTILINE);

    private Path folder;
    private Process process;
    private int port;
    private int forgotten;
    private int logBeforeStart;
    private String user;
    private String password;
    private boolean tls;
    private boolean clientCertificates;
    private String notifications;
    private String notificationToken;
    private long opened;

    /** A request as the registry's access log has it; the path with its query, bytes of the response's body. */
    public record Request(String method, String path, int status, long bytes) {
        public boolean isBlob() {
            return path.contains("/blobs/sha256:");
        }

        public boolean isManifest() {
            return path.contains("/manifests/");
        }

        @Override
        public String toString() {
            return method + " " + path + " " + status;
        }
    }

    /** Lets in this user only (basic authentication, htpasswd). */
    public LocalRegistry withUser(String name, String secret) {
        user = name;
        password = secret;
        return this;
    }

    /** Speaks TLS with a certificate for 127.0.0.1 and localhost by an authority that only {@link #authority()} knows. */
    public LocalRegistry withTls() {
        tls = true;
        return this;
    }

    /** Speaks TLS, and only with those who show a certificate such as {@link #clientCertificate()}. */
    public LocalRegistry withClientCertificates() {
        clientCertificates = true;
        return withTls();
    }

    /** Posts the registry's notifications (pushes, deletes) to the URL. */
    public LocalRegistry withNotifications(String url) {
        notifications = url;
        return this;
    }

    /** The same, with the header {@code Authorization: Bearer TOKEN}. */
    public LocalRegistry withNotifications(String url, String token) {
        notificationToken = token;
        return withNotifications(url);
    }

    /** Starts it outside a JUnit rule. */
    public LocalRegistry open() {
        try {
            before();
        } catch (IOException e) {
            throw new AssertionError("cannot start a registry", e);
        }
        return this;
    }

    @Override
    protected void before() throws IOException {
        Machine.requireProgram("docker-registry");
        opened = System.nanoTime();
        folder = Files.createTempDirectory("registry");
        if (tls) {
            SelfSigned.create(folder);
        }
        if (clientCertificates) {
            SelfSigned.createClient(folder);
        }
        start();
    }

    /** Starts it, again on the same port with the same storage after a {@link #stop()}. */
    public void start() throws IOException {
        Files.writeString(folder.resolve("config.yml"), configuration());
        process = Command.of(
                        "docker-registry", "serve", folder.resolve("config.yml").toString())
                .appendTo(folder.resolve("log"))
                .start();
        awaitPort();
    }

    private String configuration() throws IOException {
        StringBuilder yaml = new StringBuilder(
                "version: 0.1\nlog: {level: info}\nstorage:\n  filesystem: {rootdirectory: " + storage()
                        + "}\n  delete: {enabled: true}\nhttp:\n  addr: 127.0.0.1:" + port + "\n  secret: test\n");
        if (tls) {
            yaml.append("  tls: {certificate: ").append(folder.resolve("server.pem"));
            yaml.append(", key: ").append(folder.resolve("server.key"));
            yaml.append(clientCertificates ? ", clientcas: [" + authority() + "]}\n" : "}\n");
        }
        if (user != null) {
            Machine.requireProgram("htpasswd");
            Path passwords = folder.resolve("htpasswd");
            Files.writeString(
                    passwords, Command.of("htpasswd", "-Bbn", user, password).output());
            yaml.append("auth:\n  htpasswd: {realm: test, path: ")
                    .append(passwords)
                    .append("}\n");
        }
        if (notifications != null) {
            yaml.append("notifications:\n  endpoints:\n    - {name: test, url: '")
                    .append(notifications);
            yaml.append("', timeout: 5s, threshold: 5, backoff: 1s");
            yaml.append(
                    notificationToken == null ? "" : ", headers: {Authorization: [Bearer " + notificationToken + "]}");
            yaml.append("}\n");
        }
        return yaml.toString();
    }

    private void awaitPort() throws IOException {
        for (int i = 0; i < 500 && process.isAlive(); i++) {
            Matcher matcher = LISTENING.matcher(log().substring(logBeforeStart));
            if (matcher.find()) {
                port = Integer.parseInt(matcher.group(1));
                return;
            }
            pause(20);
        }
        throw new AssertionError("docker-registry did not start:\n" + log());
    }

    /** Stops the process; its storage stays. */
    public void stop() {
        if (process != null) {
            logBeforeStart = log().length();
            process.destroy();
            try {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    protected void after() {
        DockerEngine.forget(this, opened);
        stop();
        if (folder != null) {
            Command.deleteFolder(folder);
        }
    }

    @Override
    public void close() {
        after();
    }

    /** {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The name of an image in this registry: {@code reference("base/debian:12")}. */
    public String reference(String name) {
        return host() + "/" + name;
    }

    /** Where the registry keeps its files. */
    public Path storage() {
        return folder.resolve("storage");
    }

    /** All tags of a repository, sorted. */
    public List<String> tags(String repository) {
        Path tags = storage().resolve("docker/registry/v2/repositories/" + repository + "/_manifests/tags");
        try (Stream<Path> all = Files.list(tags)) {
            return all.map(tag -> tag.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError("there is no repository " + repository, e);
        }
    }

    /** The PEM certificate of the authority that has signed the registry's own. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** A PEM certificate that the registry lets in, where it asks for one. */
    public Path clientCertificate() {
        return folder.resolve("client.pem");
    }

    /** The PEM key of {@link #clientCertificate()}. */
    public Path clientKey() {
        return folder.resolve("client.key");
    }

    /** {@code user:password}, or "" where everyone is let in. */
    String credentials() {
        return user == null ? "" : user + ":" + password;
    }

    boolean speaksTls() {
        return tls;
    }

    /** A folder for DOCKER_CONFIG whose config.json holds this registry's user. */
    public Path dockerConfig() {
        return DockerConfig.write(folder.resolve("docker-config"), host(), credentials());
    }

    /** Every request since the start or the last {@link #forgetRequests()}, in the order in which they ended. */
    public List<Request> requests() {
        settle();
        List<Request> all = parsed();
        return List.copyOf(all.subList(Math.min(forgotten, all.size()), all.size()));
    }

    /** Makes {@link #requests()} begin with what comes from now on. */
    public void forgetRequests() {
        settle();
        forgotten = parsed().size();
    }

    private List<Request> parsed() {
        List<Request> requests = new ArrayList<>();
        Matcher matcher = ACCESS.matcher(log());
        while (matcher.find()) {
            requests.add(new Request(
                    matcher.group(1),
                    matcher.group(2),
                    Integer.parseInt(matcher.group(3)),
                    Long.parseLong(matcher.group(4))));
        }
        return requests;
    }

    /** The registry writes a request's line after its answer, so the log is read when it has stopped growing. */
    private void settle() {
        long before = -1;
        long now = log().length();
        while (now != before) {
            pause(60);
            before = now;
            now = log().length();
        }
    }

    /** Everything that the registry has written, its own log lines included. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new AssertionError("cannot read the registry's log", e);
        }
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
