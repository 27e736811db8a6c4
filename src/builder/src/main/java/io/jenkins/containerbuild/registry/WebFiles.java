package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/**
 * Downloads files from the web with the proxies, certificates and timeouts that also apply to registries. Downloads end
 * when the thread is interrupted.
 */
public final class WebFiles {
    private static final int MOST_REDIRECTS = 10;

    private final Transport transport;

    WebFiles(Transport transport) {
        this.transport = transport;
    }

    /**
     * The response of a server.
     *
     * @param status the HTTP status, such as 200 or 304
     * @param entityTag the entity tag of this version of the file, or "" if there is none
     * @param modified time of the last modification in milliseconds since 1970, or 0 if unknown
     * @param body the content; throws an {@link IOException} if it ends too early
     */
    public record Answer(int status, String entityTag, long modified, InputStream body) {}

    /** Reads a response. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(Answer answer) throws IOException;
    }

    /**
     * Downloads a file and follows redirects to http and https. The user and password in an address are sent only to
     * the origin of that address.
     *
     * @param entityTag entity tag of the version that the caller already has, or "" if there is none; if that version
     *     is current, the server responds with status 304 and no content
     * @throws IOException if the server does not respond, or redirects too often
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
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
