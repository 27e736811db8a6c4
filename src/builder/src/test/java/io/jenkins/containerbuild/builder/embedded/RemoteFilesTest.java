package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Files that ADD fetches from a web server. */
public class RemoteFilesTest {
    private static final String DIGEST =
            Digest.of("content".getBytes(StandardCharsets.UTF_8)).toString();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private CacheDirectory cache;
    private RegistryClient client;
    private RemoteFiles files;
    private String url;

    @Before
    public void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
        cache = CacheDirectory.open(folder.newFolder().toPath());
        client = new RegistryClient(RegistryOptions.defaults());
        files = new RemoteFiles(cache, client.web(), true);
    }

    @After
    public void stop() {
        server.stop(0);
        client.close();
        cache.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = "content".getBytes(StandardCharsets.UTF_8);
        int status = 200;
        exchange.getResponseHeaders().set("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT");
        if (path.startsWith("/moved")) {
            exchange.getResponseHeaders().set("Location", "/real/file.txt");
            status = 302;
        } else if (path.startsWith("/round")) {
            exchange.getResponseHeaders().set("Location", "/round");
            status = 302;
        } else if (path.startsWith("/missing")) {
            status = 404;
        } else if (path.startsWith("/tagged")) {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            status = "\"1\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match")) ? 304 : 200;
        }
        requests.add(status + " " + path);
        exchange.sendResponseHeaders(status, status == 304 ? -1 : bytes.length);
        if (status != 304) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    @Test
    public void aFileHasNameTimeAndModeAsInBuildKit() {
        FileNode file = files.fetch(url + "/a/b%20c.txt?x=y#z", "");
        assertEquals("b c.txt", file.name());
        assertEquals(0600, file.mode());
        assertEquals(1_445_412_480_000_000_000L, file.mtimeNanos());
        assertEquals(7, file.size());
        assertEquals("content", TreeText.text(file.content()));
        assertEquals("__unnamed__", files.fetch(url + "/", "").name());
    }

    @Test
    public void aDamagedRecordIsNone() {
        String file = url + "/tagged.txt";
        String name = "url-" + Digest.of(file.getBytes(StandardCharsets.UTF_8)).hex();
        for (String record : List.of("", "sha256:x\n\"1\"\n0", "../../x\n\"1\"\n0", "a\nb\nc\nd")) {
            files.anew().fetch(file, "");
            cache.write(Shelf.MEMBERS, name, record.getBytes(StandardCharsets.UTF_8));
            assertEquals(record, 7, files.anew().fetch(file, "").size());
        }
    }

    /** The server is reached by a name that only the proxy knows. */
    @Test
    public void proxiesOfTheEnvironmentAreUsed() {
        String proxy = url.replace("http://", "");
        for (String variable : List.of("http_proxy", "HTTP_PROXY")) {
            RegistryOptions options = RegistryOptions.defaults().withEnvironment(Map.of(variable, "http://" + proxy));
            try (RegistryClient behind = new RegistryClient(options)) {
                requests.clear();
                FileNode file = new RemoteFiles(cache, behind.web(), true).fetch("http://files.test/" + variable, "");
                assertEquals("content", TreeText.text(file.content()));
                assertEquals(List.of("200 /" + variable), requests);
            }
        }
        RegistryOptions excluded = RegistryOptions.defaults()
                .withEnvironment(Map.of("http_proxy", "http://" + proxy, "no_proxy", ".test"));
        try (RegistryClient direct = new RegistryClient(excluded)) {
            assertThrows(ServiceException.class, () -> new RemoteFiles(cache, direct.web(), true)
                    .fetch("http://files.test/excluded", ""));
        }
    }

    @Test(timeout = 30_000)
    public void anInterruptEndsIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.createContext("/slow", exchange -> {
            asked.countDown();
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
        });
        AtomicReference<Throwable> ended = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                files.fetch(url + "/slow", "");
            } catch (RuntimeException e) {
                ended.set(e);
            }
        });
        thread.start();
        asked.await();
        thread.interrupt();
        thread.join();
        assertEquals(
                String.valueOf(ended.get()),
                CancellationException.class,
                ended.get().getClass());
    }

    @Test
    public void aFileThatIsCutIsNotKept() {
        server.createContext("/cut", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("beginning".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        assertThrows(ServiceException.class, () -> files.fetch(url + "/cut", ""));
    }

    @Test
    public void redirectsAreFollowed() {
        FileNode file = files.fetch(url + "/moved/here", "");
        assertEquals("here", file.name());
        assertEquals("content", TreeText.text(file.content()));
        ServiceException e = assertThrows(ServiceException.class, () -> files.fetch(url + "/round", ""));
        assertTrue(e.getMessage(), e.getMessage().contains(": more than 10 redirects;"));
    }

    @Test
    public void unchangedFileIsNotDownloadedAgain() throws IOException {
        files.fetch(url + "/tagged", "");
        files.fetch(url + "/tagged", "");
        assertEquals("once in a build", List.of("200 /tagged"), requests);
        files.anew().fetch(url + "/tagged", "");
        assertEquals(List.of("200 /tagged", "304 /tagged"), requests);
        files.anew().fetch(url + "/tagged", DIGEST);
        assertEquals(2, requests.size());
    }

    @Test
    public void aDamagedFileIsFetchedAgain() throws IOException {
        files.fetch(url + "/tagged", "");
        try (Stream<Path> all = Files.walk(cache.root())) {
            for (Path file : all.filter(path -> path.getFileName().toString().startsWith("sha256-"))
                    .toList()) {
                Files.writeString(file, "broken!", StandardOpenOption.TRUNCATE_EXISTING);
            }
        }
        FileNode file = files.anew().fetch(url + "/tagged", "");
        assertEquals("content", TreeText.text(file.content()));
        assertEquals(List.of("200 /tagged", "200 /tagged"), requests);
    }

    @Test
    public void anotherChecksumIsRefused() {
        String other = "sha256:" + "0".repeat(64);
        StepException e = assertThrows(StepException.class, () -> files.fetch(url + "/f", other));
        assertEquals(
                url + "/f has the digest " + DIGEST + ", not " + other
                        + " as --checksum requires; check whether the file was changed, or correct the checksum",
                e.getMessage());
    }

    @Test
    public void missingFileIsAServiceError() {
        ServiceException e = assertThrows(ServiceException.class, () -> files.fetch(url + "/missing", ""));
        assertEquals(
                "cannot fetch " + url
                        + "/missing: the server responded with status 404; check the address and the"
                        + " network of this machine, or copy the file into the context",
                e.getMessage());
        server.stop(0);
        assertThrows(ServiceException.class, () -> files.fetch(url + "/f", ""));
    }
}
