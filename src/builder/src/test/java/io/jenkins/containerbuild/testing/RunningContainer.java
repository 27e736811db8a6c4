package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A container that runs in the background and listens on its port 8080; removed when it is closed. */
public final class RunningContainer implements AutoCloseable {
    private static final int SECONDS_TO_START = 60;

    private final DockerEngine engine;
    private final String id;
    private final HttpClient client = HttpClient.newHttpClient();

    RunningContainer(DockerEngine engine, String image) {
        this.engine = engine;
        id = engine.docker("run", "-d", "-p", "127.0.0.1:0:8080", image)
                .output()
                .trim();
    }

    /** Asks the service in the container; waits until it listens. An {@link AssertionError} with its log if it never does. */
    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path) {
        String address =
                engine.docker("port", id, "8080").output().lines().findFirst().orElseThrow();
        request.uri(URI.create("http://" + address + path)).timeout(Duration.ofSeconds(10));
        IOException last = null;
        for (int i = 0; i < SECONDS_TO_START * 5; i++) {
            try {
                return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                last = e;
                pause();
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
        throw new AssertionError("nothing answers at " + address + ":\n" + log(), last);
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static AssertionError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted", e);
    }

    /** What the container has written on both streams. */
    public String log() {
        return engine.docker("logs", id).run().text();
    }

    @Override
    public void close() {
        engine.docker("rm", "-f", "-v", id).run();
    }
}
