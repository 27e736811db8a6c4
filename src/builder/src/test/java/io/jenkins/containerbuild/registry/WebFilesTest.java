package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** What servers see of addresses, in requests and after redirects. */
public class WebFilesTest {
    private static final String LOGIN = "Basic dTpw"; // u:p

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final RegistryClient client = new RegistryClient(RegistryOptions.defaults());
    private HttpServer server;
    private HttpServer other;
    private volatile String location;

    @Before
    public void start() throws IOException {
        server = start("server");
        other = start("other");
    }

    private HttpServer start(String name) throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.createContext("/", exchange -> answer(name, exchange));
        started.start();
        return started;
    }

    @After
    public void stop() {
        client.close();
        server.stop(0);
        other.stop(0);
    }

    private void answer(String name, HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(name + " " + exchange.getRequestURI() + (authorization == null ? "" : " " + authorization));
        assertFalse(exchange.getRequestHeaders().getFirst("Host").contains("@"));
        boolean redirects = exchange.getRequestURI().getPath().equals("/from/here");
        if (redirects) {
            // Headers go out as Latin-1, and a server means UTF-8.
            String bytes = new String(location.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            exchange.getResponseHeaders().set("Location", bytes);
        }
        exchange.sendResponseHeaders(redirects ? 302 : 200, -1);
        exchange.close();
    }

    private static String host(HttpServer server) {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private List<String> requestsOf(String address) throws IOException {
        requests.clear();
        String filled = address.replace("SERVER", host(server)).replace("OTHER", host(other));
        client.web().get(Address.parse(filled), "", WebFiles.Answer::status);
        return List.copyOf(requests);
    }

    @Test
    public void addressesAreEscaped() throws IOException {
        String[][] table = {
            {"http://SERVER/a b", "server /a%20b"},
            {"http://SERVER/grün?ü=|", "server /gr%C3%BCn?%C3%BC=%7C"},
            {"http://SERVER//twice//", "server //twice//"},
            {"http://SERVER?x", "server /?x"},
            {"http://u:p@SERVER/a", "server /a " + LOGIN},
        };
        for (String[] row : table) {
            assertEquals(List.of(row[1]), requestsOf(row[0]));
        }
    }

    @Test
    public void redirectsAreResolvedAndEscaped() throws IOException {
        String[][] table = {
            {"/plain?name=a|b&x={y}", "server /plain?name=a%7Cb&x=%7By%7D"},
            {"?id=5", "server /from/here?id=5"},
            {"../a b#part", "server /a%20b"},
            {"grün%zz", "server /from/gr%C3%BCn%25zz"},
            {"//OTHER/x", "other /x"},
            {"http://OTHER/^", "other /%5E"},
            {"http://u:p@OTHER/x", "other /x " + LOGIN},
        };
        for (String[] row : table) {
            location = row[0].replace("OTHER", host(other));
            // The query keeps the redirect to the same path from going round.
            List<String> seen = row[0].startsWith("?") ? firstTwo() : requestsOf("http://SERVER/from/here");
            assertEquals(row[0], List.of("server /from/here", row[1]), seen);
        }
    }

    private List<String> firstTwo() {
        assertThrows(IOException.class, () -> requestsOf("http://SERVER/from/here"));
        return List.copyOf(requests.subList(0, 2));
    }

    @Test
    public void passwordsGoToTheirOriginAlone() throws IOException {
        String[][] table = {
            {"/next", "server /next " + LOGIN},
            {"http://SERVER/next", "server /next " + LOGIN},
            {"http://OTHER/next", "other /next"},
            {"http://v:w@SERVER/next", "server /next Basic djp3"},
        };
        for (String[] row : table) {
            location = row[0].replace("OTHER", host(other)).replace("SERVER", host(server));
            assertEquals(List.of("server /from/here " + LOGIN, row[1]), requestsOf("http://u:p@SERVER/from/here"));
        }
    }

    @Test
    public void aRedirectThatIsNotAnAddressIsExplainedWithoutIt() {
        for (String wrong : List.of("http://u:secret@:99999999/", "ftp://u:secret@h/", "http://u:secret@ h/")) {
            location = wrong;
            IOException e = assertThrows(IOException.class, () -> requestsOf("http://SERVER/from/here"));
            assertEquals(wrong, 0, e.getMessage().indexOf("the header Location is not an address: "));
            assertFalse(e.getMessage(), e.getMessage().contains("secret"));
        }
    }
}
