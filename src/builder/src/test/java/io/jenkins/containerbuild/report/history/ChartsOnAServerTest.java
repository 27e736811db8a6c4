package io.jenkins.containerbuild.report.history;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.containerbuild.testing.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** The script as a server's pages use it: nothing inline, the figures fetched, colours of a theme. */
public class ChartsOnAServerTest {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'";
    private static final String THEME = ":root { --text-color: rgb(1, 2, 3); --blue: rgb(4, 5, 6); }";

    private static Browser browser;
    private static HttpServer server;

    @BeforeClass
    public static void start() throws IOException {
        browser = Browser.start();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", ChartsOnAServerTest::answer);
        server.start();
    }

    @AfterClass
    public static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String type = path.endsWith(".js")
                ? "text/javascript"
                : path.endsWith(".css") ? "text/css" : path.endsWith("trends") ? "application/json" : "text/html";
        byte[] body = body(path).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
        exchange.sendResponseHeaders(path.equals("/denied") ? 403 : 200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String body(String path) throws IOException {
        if (path.endsWith(".js") || path.endsWith(".css") && !path.equals("/theme.css")) {
            try (InputStream in =
                    TrendPage.class.getResourceAsStream(path.equals(TrendPage.ECHARTS) ? path : path.substring(1))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
        return switch (path) {
            case "/theme.css" -> THEME;
            case "/trends" -> Trends.of(Records.upTo(Records.SHOP, 25)).toJson().toString();
            case "/job/x/" -> page("data-view='compact' data-trends-url='/trends' data-link-base='/job/x/builds/'");
            case "/job/x/container-builds/" ->
                page(
                        "data-trends-url='/trends' data-json-url='/trends' data-csv-url='/csv' data-link-base='/job/x/builds/'");
            case "/job/y/" -> page("data-trends-url='/denied'");
            default -> "";
        };
    }

    private static String page(String attributes) {
        StringBuilder head =
                new StringBuilder("<link rel='icon' href='/icon'><link rel='stylesheet' href='/theme.css'>");
        TrendPage.STYLES.forEach(style -> head.append("<link rel='stylesheet' href='/" + style + "'>"));
        head.append("<script src='" + TrendPage.ECHARTS + "'></script>");
        TrendPage.SCRIPTS.forEach(script -> head.append("<script src='/" + script + "'></script>"));
        return "<!DOCTYPE html><html lang='en'><head>" + head + "</head><body><div class='container-build-trends' "
                + attributes + "></div></body></html>";
    }

    private static void open(String path, String until) {
        browser.look(560, 700, "light");
        browser.open(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path));
        browser.await("document.querySelector('" + until + "') !== null");
    }

    @Test
    public void aJobsMainPageHasSizeAndDurationAlone() throws IOException {
        open("/job/x/", "canvas");

        assertEquals(
                List.of("Image size", "Duration"),
                browser.evaluate("[...document.querySelectorAll('h3')].map(e => e.textContent)"));
        assertEquals(
                "0",
                browser.evaluate("document.querySelectorAll('table, select, a').length")
                        .toString());
        assertEquals(List.of(), browser.complaints());
        browser.screenshot(Path.of("target", "screenshots", "trends-compact.png"));
    }

    @Test
    public void coloursComeFromTheTheme() {
        open("/job/x/", "canvas");

        assertEquals(
                "rgba(4, 5, 6, 1)",
                browser.evaluate("echarts.getInstanceByDom(document.querySelector('[data-chart=size] .cbt-plot'))"
                        + ".getOption().series[0].color"));
        assertEquals("rgb(1, 2, 3)", browser.evaluate("getComputedStyle(document.querySelector('h3')).color"));
    }

    @Test
    public void linksAndDownloadsLeadToTheServer() {
        open("/job/x/container-builds/", "table");

        assertEquals("/job/x/25/", browser.evaluate("new URL(document.querySelector('tbody a').href).pathname"));
        assertEquals(
                List.of("/trends", "/csv"),
                browser.evaluate("[...document.querySelectorAll('a[download]')].map(a => a.getAttribute('href'))"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    public void aServerThatRefusesIsQuoted() {
        open("/job/y/", "[role=alert]");

        assertEquals(
                "The trends cannot be shown: the server answered with status 403",
                browser.evaluate("document.querySelector('[role=alert]').textContent"));
        assertTrue(browser.complaints().toString(), browser.complaints().size() == 1);
    }
}
