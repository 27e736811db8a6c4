package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.RootFileSystem;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.containerbuild.testing.Umoci;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Images that the embedded builder makes equal those that BuildKit makes of the same Dockerfile (Docker Engine 26.1): configuration but for
 * times, history, and root file system, as unpacked from the registry by umoci and as the engine shows it after a pull, since only that
 * shows damaged parent directories. {@code -Dequality.cases=add} runs the cases whose names begin so.
 */
public class EqualityTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int AT_ONCE = 4;
    private static final long YESTERDAY = System.currentTimeMillis() / 1000 - 86_400;

    /** Random Dockerfiles that neither builds. */
    private static final AtomicInteger REFUSED = new AtomicInteger();

    private static DockerEngine engine;
    private static HttpServer web;
    private static Path context;
    private static String base;
    private static String onBuild;
    private static String dockerBase;

    @BeforeClass
    public static void prepare() throws IOException {
        engine = DockerEngine.v26().require();
        context = FOLDER.newFolder("context").toPath();
        EqualityContext.write(context);
        base = oddBase().push(REGISTRY, "base/odd:1");
        onBuild = TestImages.busyboxFixture()
                .config("OnBuild", List.of("COPY a.txt /triggered/", "LABEL triggered=yes", "WORKDIR /triggered"))
                .push(REGISTRY, "base/onbuild:1");
        dockerBase = REGISTRY.reference("base/docker:1");
        engine.pull(base);
        engine.docker("tag", base, dockerBase).output();
        engine.push(dockerBase);
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            byte[] bytes = exchange.getRequestURI().getPath().endsWith("arch.tar.gz")
                    ? Files.readAllBytes(context.resolve("arch.tar.gz"))
                    : "from the web\n".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
            exchange.sendResponseHeaders(200, exchange.getRequestMethod().equals("HEAD") ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        web.start();
    }

    /** Two layers, with directories that a careless builder damages, and a configuration to inherit from. */
    private static ImageFixture oddBase() {
        return TestImages.busyboxFixture()
                .folder("opt", 0755, 0, 0)
                .folder("opt/locked", 02710, 1234, 50)
                .folder("opt/app", 0750, 1000, 1000)
                .file("opt/app/old", 0600, 1000, 1000, "old\n")
                .link("app", "opt/app")
                .link("dangling", "opt/nowhere/deep")
                .link("outside", "../../../srv/www")
                .folder("srv", 0700, 5, 6)
                .folder("srv/www", 0711, 7, 8)
                .file("srv/file", 04755, 5, 6, "file\n")
                .link("srv/link", "file")
                .file("etc/motd", 0640, 0, 50, "welcome\n")
                .special("srv/null", TarConstants.LF_CHR, 1, 3)
                .special("srv/disk", TarConstants.LF_BLK, 259, 70_000)
                .special("srv/pipe", TarConstants.LF_FIFO, 0, 0)
                .folder("gone", 0755, 0, 0)
                .file("gone/file", 0644, 0, 0, "gone\n")
                .layer()
                .whiteout("gone")
                .folder("srv", 0700, 5, 6)
                .folder("srv/www", 0711, 7, 8)
                .file("srv/www/index", 0644, 7, 8, "index\n")
                .hardLink("srv/www/again", "srv/www/index", 0644, 7, 8)
                .layer()
                .config("Env", List.of("PATH=/usr/bin:/bin", "FROM_BASE=yes"))
                .config("Cmd", List.of("sh"))
                .config("Labels", Map.of("base", "odd"))
                .config("ExposedPorts", Map.of("8080/tcp", Map.of()))
                .config("Volumes", Map.of("/base", Map.of()))
                .config("StopSignal", "SIGQUIT");
    }

    @AfterClass
    public static void stop() {
        if (web != null) {
            web.stop(0);
            engine.remove(base, dockerBase);
        }
    }

    private static Map<String, String> cases() throws IOException {
        Map<String, String> cases = new LinkedHashMap<>();
        try (InputStream in = EqualityTest.class.getResourceAsStream("equality.txt")) {
            String wanted = System.getProperty("equality.cases", "");
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ")) {
                int end = part.indexOf('\n');
                if (end > 0 && part.startsWith(wanted)) {
                    cases.put(part.substring(0, end), part.substring(end + 1));
                }
            }
        }
        return cases;
    }

    @Test
    public void equalToBuildKit() throws Exception {
        Map<String, String> cases = cases();
        compareAll(cases);
        assertTrue(
                cases.size() >= 60 || !System.getProperty("equality.cases", "").isEmpty());
    }

    /** Whatever is copied wherever: {@code -Dequality.random=100 -Dequality.seed=1} for more or others. */
    @Test
    public void equalToBuildKitForRandomDockerfiles() throws Exception {
        long seed = Long.getLong("equality.seed", 20261125);
        int count = Integer.getInteger("equality.random", 12);
        System.out.println("random Dockerfiles: " + count + ", seed " + seed);
        Map<String, String> cases = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            cases.put("random-" + i, new RandomTransfers(new Random(seed + i)).dockerfile());
        }
        compareAll(cases);
        System.out.println(REFUSED + " of them refused by both");
    }

    private static void compareAll(Map<String, String> cases) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        Map<String, Future<String>> running = new LinkedHashMap<>();
        cases.forEach((name, text) -> running.put(name, pool.submit(() -> compare(name, text))));
        pool.shutdown();
        List<String> different = new ArrayList<>();
        StringBuilder table = new StringBuilder("Embedded builder and BuildKit of Docker Engine 26.1:\n");
        for (Map.Entry<String, Future<String>> one : running.entrySet()) {
            String difference = one.getValue().get();
            table.append("  %-55s %s%n".formatted(one.getKey(), difference.isEmpty() ? "equal" : "DIFFERENT"));
            if (!difference.isEmpty()) {
                different.add(one.getKey() + "\n" + cases.get(one.getKey()).indent(4) + difference.indent(2));
            }
        }
        System.out.print(table);
        System.out.println(running.size() + " cases, " + (running.size() - different.size()) + " equal");
        assertEquals("", String.join("\n", different));
    }

    /** What differs, or "". */
    private static String compare(String name, String text) {
        String dockerfile = text.replace("$BASE", base)
                .replace("$ONBUILD", onBuild)
                .replace("$DOCKER_BASE", dockerBase)
                .replace("$WEB", "http://127.0.0.1:" + web.getAddress().getPort());
        String theirs = REGISTRY.reference("theirs/" + name + ":1");
        String ours = REGISTRY.reference("ours/" + name + ":1");
        try {
            Path file = FOLDER.newFile().toPath();
            Files.writeString(file, dockerfile);
            Command.Result built = engine.docker(
                            "buildx", "build", "--no-cache", "-f", file.toString(), "-t", theirs, context.toString())
                    .run();
            Path cache = FOLDER.newFolder().toPath();
            if (built.exit() != 0 && name.startsWith("random")) {
                return refusedToo(dockerfile, cache, built.err());
            }
            built.orFail();
            engine.push(theirs);
            new EmbeddedRun(context, cache).build(dockerfile, ours);
            engine.pull(ours);
            return difference(name, theirs, ours);
        } catch (IOException | RuntimeException | AssertionError e) {
            return e.toString();
        } finally {
            engine.remove(theirs, ours);
        }
    }

    private static String refusedToo(String dockerfile, Path cache, String reason) {
        try {
            new EmbeddedRun(context, cache).build(dockerfile);
            return "BuildKit refuses it: " + reason;
        } catch (InputException e) {
            REFUSED.incrementAndGet();
            return "";
        }
    }

    private static String difference(String name, String theirs, String ours) {
        StringBuilder result = new StringBuilder();
        add(result, "as the engine shows it", files(engine.export(theirs)).difference(files(engine.export(ours))));
        RootFileSystem unpacked = files(Umoci.unpack(REGISTRY, "theirs/" + name + ":1"));
        add(result, "as umoci unpacks it", unpacked.difference(files(Umoci.unpack(REGISTRY, "ours/" + name + ":1"))));
        String wanted = config(theirs);
        String found = config(ours);
        add(result, "configuration", wanted.equals(found) ? "" : "wanted " + wanted + "\nfound  " + found);
        return result.toString();
    }

    private static void add(StringBuilder result, String what, String difference) {
        if (!difference.isEmpty()) {
            result.append(what).append(":\n").append(difference).append('\n');
        }
    }

    /** What is made while building has the time of now, which is another one for each build. */
    private static RootFileSystem files(RootFileSystem root) {
        SortedMap<String, RootFileSystem.Entry> entries = new TreeMap<>(root.entries());
        entries.replaceAll((path, entry) -> new RootFileSystem.Entry(
                entry.type(),
                entry.mode(),
                entry.owner(),
                entry.content(),
                entry.names(),
                Math.min(entry.seconds(), YESTERDAY)));
        return new RootFileSystem(entries);
    }

    /** Without times, and with the number of layers in the place of their digests. */
    private static String config(String image) {
        Map<String, Object> members = new TreeMap<>(
                JsonObject.parse(Skopeo.config("docker://" + image).getBytes(StandardCharsets.UTF_8))
                        .members());
        members.remove("created");
        members.put(
                "rootfs",
                new JsonObject(members).object("rootfs").strings("diff_ids").size());
        List<Object> history = new ArrayList<>();
        for (JsonObject entry : new JsonObject(members).objects("history")) {
            Map<String, Object> kept = new TreeMap<>(entry.members());
            kept.remove("created");
            history.add(kept);
        }
        members.put("history", history);
        return sorted(members).toString().replace("}, {", "},\n  {");
    }

    private static Object sorted(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> result = new TreeMap<>(map);
            result.replaceAll((key, inner) -> sorted(inner));
            return result;
        }
        return value instanceof List<?> list
                ? list.stream().map(EqualityTest::sorted).toList()
                : value;
    }
}
