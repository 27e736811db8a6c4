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
 * Carries docker-java's requests on connections of ours, so that an interrupt ends them, an engine that hangs is found out, and TLS is what it
 * is for builds. Its own transports can do none of the first two.
 */
final class EngineTransport implements DockerHttpClient {
    private final EngineClient engine;
    private final Set<Thread> sending = ConcurrentHashMap.newKeySet();
    private final Set<EngineResponse> answers = ConcurrentHashMap.newKeySet();

    EngineTransport(EngineClient engine) {
        this.engine = engine;
    }

    /** Throws what {@link EngineClient#send} throws, which docker-java hands on as it is. */
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

    /** Ends the requests that are under way, whichever threads docker-java has made for them. */
    @Override
    public void close() {
        sending.forEach(Thread::interrupt);
        answers.forEach(EngineResponse::close);
    }

    /** An engine's answer as docker-java wants it. */
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

    /** A request's body that is written rather than read: an archive is made while it goes out. */
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
