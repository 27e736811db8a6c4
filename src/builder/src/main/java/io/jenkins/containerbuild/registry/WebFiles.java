package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Files on the web. They come the same way as what registries give: through the proxies of the environment, with the certificates that are
 * trusted, with the same time-outs, and ended by an interrupt.
 */
public final class WebFiles {
    private static final int MOST_REDIRECTS = 10;

    private final Transport transport;

    WebFiles(Transport transport) {
        this.transport = transport;
    }

    /**
     * What a server answers.
     *
     * @param status 200, 304 or whatever else it says
     * @param entityTag by which it knows this version of the file, or ""
     * @param modified milliseconds since 1970, or 0 where it does not say
     * @param body an end too early is an {@link IOException}
     */
    public record Answer(int status, String entityTag, long modified, InputStream body) {}

    /** Takes from an answer what the caller needs. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(Answer answer) throws IOException;
    }

    /**
     * Gets a file and follows redirects, to http and https alike. User and password of an address are sent to its own origin only.
     *
     * @param entityTag of a version that the caller has, which need not be sent again (status 304); or ""
     * @throws IOException where the server does not answer, or sends on for ever
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    public <T> T get(Address address, String entityTag, Reading<T> reading) throws IOException {
        Map<String, String> headers = entityTag.isEmpty() ? Map.of() : Map.of("If-None-Match", entityTag);
        Request request = new Request("GET", address, headers, null);
        try {
            Address at = address;
            for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
                try (Response response = transport.send(signed(request.to(at), address))) {
                    String location = response.header("Location").orElse("");
                    boolean sendsOn = response.status() > 300 && response.status() < 309 && response.status() != 304;
                    if (!sendsOn || location.isEmpty()) {
                        return reading.from(answer(response));
                    }
                    at = Endpoint.resolve(at, "Location", location);
                }
            }
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Backoff.cancelled();
            }
            throw e;
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    private static Request signed(Request request, Address first) {
        String own = request.address().authorization();
        String authorization = own == null && request.address().sameOrigin(first) ? first.authorization() : own;
        return authorization == null ? request : request.with("Authorization", authorization);
    }

    private static Answer answer(Response response) {
        return new Answer(
                response.status(),
                response.header("ETag").orElse(""),
                milliseconds(response.header("Last-Modified").orElse("")),
                response.body());
    }

    private static long milliseconds(String date) {
        try {
            return date.isEmpty()
                    ? 0
                    : Math.max(
                            0,
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()
                                    .toEpochMilli());
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
