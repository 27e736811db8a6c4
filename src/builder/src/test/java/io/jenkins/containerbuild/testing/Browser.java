package io.jenkins.containerbuild.testing;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Chromium without a window, spoken to by the DevTools protocol. Hears what pages complain about and ask for. For one thread.
 */
public final class Browser implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> messages = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private String session = "";
    private int lastId;

    private Browser(Path profile) {
        this.profile = profile;
        this.process = Command.of(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .with("TZ", "UTC")
                .with("LANG", "en_US.UTF-8")
                .appendTo(profile.resolve("log"))
                .start();
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(endpoint(), new Listener())
                .join();
        Object page = call("Target.createTarget", Map.of("url", "about:blank")).string("targetId");
        session = call("Target.attachToTarget", Map.of("targetId", page, "flatten", true))
                .string("sessionId");
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
    }

    /** Starts it; skips the calling test loudly where there is no Chromium, or fails it where engines are required. */
    public static Browser start() throws IOException {
        Machine.requireProgram("chromium");
        return new Browser(Files.createTempDirectory("container-build-browser"));
    }

    /** Chromium writes the port and the path of its protocol into its profile. */
    private URI endpoint() {
        Path file = profile.resolve("DevToolsActivePort");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS); System.nanoTime() < end; ) {
            try {
                List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
                if (lines.size() == 2) {
                    return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
                }
                if (!process.isAlive()) {
                    break;
                }
                Thread.sleep(50);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        throw new AssertionError("Chromium did not start; see " + profile.resolve("log"));
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                messages.add(JsonObject.parse(text.toString().getBytes(StandardCharsets.UTF_8)));
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** A command of the protocol and its result. */
    public JsonObject call(String method, Map<String, Object> parameters) {
        Map<String, Object> message = new LinkedHashMap<>();
        int id = ++lastId;
        message.put("id", id);
        message.put("method", method);
        message.put("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        socket.sendText(new JsonObject(message).toString(), true).join();
        while (true) {
            JsonObject answer = next();
            if (answer.number("id") == id) {
                if (answer.has("error")) {
                    throw new AssertionError(method + ": " + answer.object("error"));
                }
                return answer.object("result");
            }
        }
    }

    private JsonObject next() {
        try {
            JsonObject message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("Chromium does not answer; see " + profile.resolve("log"));
            }
            hear(message.string("method"), message.object("params"));
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void hear(String event, JsonObject what) {
        switch (event) {
            case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled" ->
                complaints.add(what.toString());
            case "Network.requestWillBeSent" ->
                requests.add(what.object("request").string("url"));
            default -> {}
        }
    }

    /** Opens a page and waits until it is loaded; forgets what the one before said. */
    public void open(URI page) {
        complaints.clear();
        requests.clear();
        call("Page.navigate", Map.of("url", page.toString()));
        while (!next().string("method").equals("Page.loadEventFired")) {
            continue;
        }
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /** Waits until an expression is true. */
    public void await(String expression) {
        evaluate("new Promise(done => { const look = () => " + expression
                + " ? done(true) : setTimeout(look, 20); look(); })");
    }

    /** What a JavaScript expression, or the promise that it is, comes to: a string, a number, a truth value, a list, a map, or null. */
    public Object evaluate(String expression) {
        JsonObject answer =
                call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.object("exceptionDetails"));
        }
        return answer.object("result").members().get("value");
    }

    /** The size of the window in CSS pixels, and {@code light} or {@code dark}. */
    public void look(int width, int height, String scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    /** Moves the pointer to the middle of what a CSS selector finds, or as far from its left edge as the share says. */
    public void point(String selector, double share) {
        mouse("mouseMoved", selector, share, Map.of());
    }

    /** Turns the wheel over the middle of an element while Ctrl is pressed; a negative distance, in pixels, is up. */
    public void turnWheelWithCtrl(String selector, int distance) {
        mouse("mouseWheel", selector, 0.5, Map.of("deltaX", 0, "deltaY", distance, "modifiers", 2));
    }

    private void mouse(String type, String selector, double share, Map<String, Object> more) {
        evaluate("document.querySelector(" + quoted(selector) + ").scrollIntoView({block: 'center'})");
        Map<String, Object> event = new LinkedHashMap<>(more);
        event.put("type", type);
        event.put(
                "x",
                evaluate("(box => box.left + box.width * " + share + ")(document.querySelector(" + quoted(selector)
                        + ").getBoundingClientRect())"));
        event.put(
                "y",
                evaluate("(box => box.top + box.height / 2)(document.querySelector(" + quoted(selector)
                        + ").getBoundingClientRect())"));
        call("Input.dispatchMouseEvent", event);
    }

    /** Presses a key that has no character, such as {@code ArrowLeft}. */
    public void press(String key) {
        call("Input.dispatchKeyEvent", Map.of("type", "rawKeyDown", "key", key));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }

    /** Errors, warnings and messages of the page, those of its content security policy too. */
    public List<String> complaints() {
        evaluate("0");
        return List.copyOf(complaints);
    }

    /** Addresses that the page asked for, its own first. */
    public List<String> requests() {
        evaluate("0");
        return List.copyOf(requests);
    }

    /** A picture of what the window shows. */
    public void screenshot(Path png) throws IOException {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", false))
                .string("data");
        Files.createDirectories(png.toAbsolutePath().getParent());
        Files.write(png, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Command.deleteFolder(profile);
    }
}
