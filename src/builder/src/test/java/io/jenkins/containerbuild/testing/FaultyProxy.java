package io.jenkins.containerbuild.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Stands before a real HTTP server and makes the faults that the server itself cannot. A request that fits a rule meets its fault; the
 * first rule that is not used up counts; what fits none passes through.
 *
 * <pre>{@code
 * proxy.on("PUT", "/blobs/uploads/").once().cutRequestAfter(100_000);
 * proxy.on("GET", "/manifests/").always().answer(429, "", "Retry-After: 30");
 * }</pre>
 */
public final class FaultyProxy implements AutoCloseable {
    private final Semaphore faults = new Semaphore(0);
    private final ServerSocket server;
    private final int targetPort;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** Before the server on a port of this machine; with no server (port 0) every request has to meet a rule. */
    public FaultyProxy(int targetPort) {
        this.targetPort = targetPort;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        start(this::accept);
    }

    /** {@code 127.0.0.1:PORT}. */
    public String host() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Waits until a request meets a fault; each call waits for another one. */
    public void awaitFault() throws InterruptedException {
        faults.acquire();
    }

    /** What came, as {@code METHOD path}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** A rule for requests with this method whose path contains this; it holds for one request unless it is told otherwise. */
    public Rule on(String method, String path) {
        Rule rule = new Rule(method, path);
        rules.add(rule);
        return rule;
    }

    /** Which requests, how many of them, and what befalls them. */
    public static final class Rule {
        private final String method;
        private final String path;
        private final AtomicInteger left = new AtomicInteger(1);
        private volatile Fault fault;

        private Rule(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Rule times(int count) {
            left.set(count);
            return this;
        }

        public Rule always() {
            return times(Integer.MAX_VALUE);
        }

        /** Answers itself. */
        public void answer(int status, String body, String... headers) {
            fault = exchange -> {
                exchange.readBody();
                exchange.answer(status, body.getBytes(StandardCharsets.UTF_8), headers);
            };
        }

        /** Answers before the body was read, and closes, as servers do that refuse large bodies. */
        public void answerAtOnce(int status, String body) {
            fault = exchange -> {
                exchange.answer(status, body.getBytes(StandardCharsets.UTF_8), "Connection: close");
                exchange.pause(50);
                throw new Cut();
            };
        }

        /** Reads the request and stays silent. */
        public void hang() {
            fault = exchange -> {
                exchange.readBody();
                exchange.pause(60_000);
            };
        }

        /** Answers with these bytes, then with one more every 20 ms until the client goes. */
        public void drip(String start) {
            fault = exchange -> {
                exchange.readBody();
                exchange.drip(start);
            };
        }

        /** Reads no byte of the body, so that the sender cannot go on. */
        public void stopReading() {
            fault = exchange -> exchange.pause(60_000);
        }

        /** Passes on so many bytes of the request's body and cuts both sides. */
        public void cutRequestAfter(int bytes) {
            fault = exchange -> exchange.cutRequestAfter(bytes);
        }

        /** Passes on so many bytes of the answer's body and cuts the line. */
        public void cutResponseAfter(int bytes) {
            fault = exchange -> exchange.cutResponseAfter(bytes);
        }

        /** Passes on the head and so many bytes of the answer, then stays silent. */
        public void hangResponseAfter(int bytes) {
            fault = exchange -> exchange.hangResponseAfter(bytes);
        }

        /** Passes on another body than the server's; its length is right. */
        public void changeResponse(UnaryOperator<byte[]> change) {
            fault = exchange -> exchange.changeResponse(change);
        }

        /** Passes on the answer with another status. */
        public void changeStatus(int status) {
            fault = exchange -> exchange.changeHead("HTTP/1.1 " + status + " Fault", "-");
        }

        /** Passes on the answer with another value of a header. */
        public void changeHeader(String name, String value) {
            fault = exchange -> exchange.changeHead("", name, name + ": " + value);
        }

        /** Passes on the answer without a header. */
        public void dropHeader(String name) {
            fault = exchange -> exchange.dropHeader(name);
        }

        /** Passes the request on without a header. */
        public void dropRequestHeader(String name) {
            fault = exchange -> exchange.dropRequestHeader(name);
        }

        private boolean takes(Head head) {
            return head.first.startsWith(method + " ")
                    && head.path().contains(path)
                    && left.getAndUpdate(n -> n > 0 && n < Integer.MAX_VALUE ? n - 1 : n) > 0;
        }
    }

    private interface Fault {
        void meet(Exchange exchange) throws IOException;
    }

    /** Ends a connection. */
    private static final class Cut extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                client.setTcpNoDelay(true);
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "faulty proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            while (true) {
                Head head = Head.read(in);
                requests.add(head.first.substring(0, head.first.lastIndexOf(' ')));
                Exchange exchange = new Exchange(head, in, client.getOutputStream());
                Rule rule = rules.stream()
                        .filter(r -> r.fault != null && r.takes(head))
                        .findFirst()
                        .orElse(null);
                if (rule == null) {
                    exchange.pass();
                } else {
                    faults.release();
                    rule.fault.meet(exchange);
                }
            }
        } catch (IOException ended) {
            // By a fault, or by the client.
        } finally {
            open.remove(client);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** First line and headers of a message. */
    private static final class Head {
        private final String first;
        private final List<String> headers;

        private Head(String first, List<String> headers) {
            this.first = first;
            this.headers = headers;
        }

        static Head read(InputStream in) throws IOException {
            List<String> lines = new ArrayList<>();
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next;
            while ((next = in.read()) >= 0) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
                line.reset();
                if (text.isEmpty()) {
                    return new Head(lines.remove(0), lines);
                }
                lines.add(text);
            }
            throw new Cut();
        }

        String path() {
            return first.split(" ")[1];
        }

        String value(String name) {
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(h -> h.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }

        Head without(String name) {
            return new Head(
                    first,
                    headers.stream()
                            .filter(h -> !h.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                            .toList());
        }

        boolean isChunked() {
            return value("Transfer-Encoding").equalsIgnoreCase("chunked");
        }

        long length() {
            return value("Content-Length").isEmpty() ? 0 : Long.parseLong(value("Content-Length"));
        }

        void write(OutputStream out, String without, String... more) throws IOException {
            StringBuilder text = new StringBuilder(first).append("\r\n");
            for (String header : headers) {
                if (!header.toLowerCase(Locale.ROOT).startsWith(without.toLowerCase(Locale.ROOT) + ":")
                        && !header.toLowerCase(Locale.ROOT).startsWith("connection:")) {
                    text.append(header).append("\r\n");
                }
            }
            for (String header : more) {
                text.append(header).append("\r\n");
            }
            out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    /** One request and its answer. */
    private final class Exchange {
        private final Head request;
        private final InputStream in;
        private final OutputStream out;

        Exchange(Head request, InputStream in, OutputStream out) {
            this.request = request;
            this.in = in;
            this.out = out;
        }

        void readBody() throws IOException {
            copyBody(request, in, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        }

        void answer(int status, byte[] body, String... headers) throws IOException {
            List<String> all = new ArrayList<>(List.of(headers));
            all.add("Content-Length: " + body.length);
            new Head("HTTP/1.1 " + status + " Fault", all).write(out, "-", closing(headers));
            out.write(request.first.startsWith("HEAD ") ? new byte[0] : body);
            out.flush();
        }

        private String[] closing(String... headers) {
            return List.of(headers).contains("Connection: close") ? new String[] {"Connection: close"} : new String[0];
        }

        void pause(long milliseconds) throws IOException {
            try {
                for (long waited = 0; waited < milliseconds && !server.isClosed(); waited += 20) {
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                throw new Cut();
            }
        }

        void drip(String start) throws IOException {
            out.write(start.getBytes(StandardCharsets.ISO_8859_1));
            while (!server.isClosed()) {
                out.write('x');
                out.flush();
                pause(20);
            }
        }

        void pass() throws IOException {
            relay(Long.MAX_VALUE, Long.MAX_VALUE, "-");
        }

        void cutRequestAfter(int bytes) throws IOException {
            relay(bytes, 0, "-");
        }

        void cutResponseAfter(int bytes) throws IOException {
            relay(Long.MAX_VALUE, bytes, "-");
            throw new Cut();
        }

        void hangResponseAfter(int bytes) throws IOException {
            relay(Long.MAX_VALUE, bytes, "-");
            pause(60_000);
        }

        void dropHeader(String name) throws IOException {
            relay(Long.MAX_VALUE, Long.MAX_VALUE, name);
        }

        void dropRequestHeader(String name) throws IOException {
            new Exchange(request.without(name), in, out).pass();
        }

        void changeHead(String first, String without, String... more) throws IOException {
            try (Socket target = target()) {
                InputStream answer = ask(target, Long.MAX_VALUE);
                Head head = Head.read(answer);
                new Head(first.isEmpty() ? head.first : first, head.headers).write(out, without, more);
                if (!request.first.startsWith("HEAD ")) {
                    copyBody(head, answer, out, Long.MAX_VALUE);
                }
            }
        }

        void changeResponse(UnaryOperator<byte[]> change) throws IOException {
            try (Socket target = target()) {
                InputStream answer = ask(target, Long.MAX_VALUE);
                Head head = Head.read(answer);
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                copyBody(head, answer, body, Long.MAX_VALUE);
                byte[] changed = change.apply(body.toByteArray());
                head.write(out, "Content-Length", "Content-Length: " + changed.length);
                out.write(changed);
                out.flush();
            }
        }

        private Socket target() throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), targetPort);
            open.add(socket);
            return socket;
        }

        private InputStream ask(Socket target, long requestBytes) throws IOException {
            OutputStream upstream = target.getOutputStream();
            request.write(upstream, "-", "Connection: close");
            copyBody(request, in, upstream, requestBytes);
            return new BufferedInputStream(target.getInputStream());
        }

        private void relay(long requestBytes, long responseBytes, String dropped) throws IOException {
            try (Socket target = target()) {
                InputStream answer = ask(target, requestBytes);
                if (requestBytes < Long.MAX_VALUE) {
                    throw new Cut();
                }
                Head head = Head.read(answer);
                head.write(out, dropped);
                if (!request.first.startsWith("HEAD ")) {
                    copyBody(head, answer, out, responseBytes);
                }
            }
        }
    }

    private static void copyBody(Head head, InputStream in, OutputStream out, long limit) throws IOException {
        if (head.isChunked()) {
            copyChunks(in, out, limit);
        } else {
            copy(in, out, Math.min(head.length(), limit));
        }
        out.flush();
    }

    /** Chunks as they come, their sizes included. */
    private static void copyChunks(InputStream in, OutputStream out, long limit) throws IOException {
        long left = limit;
        while (left > 0) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next;
            while ((next = in.read()) >= 0) {
                line.write(next);
                if (next == '\n') {
                    break;
                }
            }
            out.write(line.toByteArray());
            long size =
                    Long.parseLong(line.toString(StandardCharsets.ISO_8859_1).strip(), 16);
            copy(in, out, Math.min(left, size + 2));
            left -= size;
            if (size == 0) {
                return;
            }
        }
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        long left = length;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new Cut();
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }
}
