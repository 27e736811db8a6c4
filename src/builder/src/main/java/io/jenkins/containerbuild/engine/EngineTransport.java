package io.jenkins.containerbuild.engine;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends docker-java's requests over connections of {@link EngineClient}. Unlike docker-java's own transports, these are
 * closed by an interrupt, and an engine that hangs is detected. TLS works as in builds.
 */
final class EngineTransport implements DockerHttpClient {
    private final EngineClient engine;
    private final Set<Thread> sending = ConcurrentHashMap.newKeySet();
    private final Set<EngineResponse> answers = ConcurrentHashMap.newKeySet();

    EngineTransport(EngineClient engine) {
        this.engine = engine;
    }

    /** Throws the exceptions of {@link EngineClient#send}; docker-java passes them on unchanged. */
    @Override
    public Response execute(Request request) {
        Map<String, String> headers = new HashMap<>(request.headers());
        InputStream body = request.body();
        sending.add(Thread.currentThread());
        try {
            EngineResponse response =
                    engine.send(request.method(), request.path(), headers, body == null ? null : body::transferTo);
            answers.add(response);
            return new Answer(response, () -> answers.remove(response));
        } finally {
            sending.remove(Thread.currentThread());
        }
    }

    /** Cancels the requests in progress, including those in threads that docker-java has created. */
    @Override
    public void close() {
        sending.forEach(Thread::interrupt);
        answers.forEach(EngineResponse::close);
    }

    /** Adapts an engine's response to docker-java. */
    private record Answer(EngineResponse response, Runnable closed) implements Response {
        @Override
        public int getStatusCode() {
            return response.status();
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            Map<String, List<String>> headers = new HashMap<>();
            response.headers().forEach((name, value) -> headers.put(name, List.of(value)));
            return headers;
        }

        @Override
        public InputStream getBody() {
            return response.body();
        }

        @Override
        public void close() {
            response.close();
            closed.run();
        }
    }

    /** A request body that is produced while it is sent, for example an archive. Only {@link #transferTo} works. */
    static final class Written extends InputStream {
        private final EngineClient.Body body;

        Written(EngineClient.Body body) {
            this.body = body;
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            body.writeTo(out);
            return 0;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("a body that is written cannot be read; transferTo writes it");
        }
    }
}
