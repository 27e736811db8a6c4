package io.jenkins.containerbuild.registry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Reads the header {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {
    /**
     * Maximum pause in milliseconds. Longer pauses are shortened, so that one wrong header does not block a registry
     * for years.
     */
    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

    private RetryAfter() {}

    /** Milliseconds from now, at most one day, or -1 if the response has no valid header. */
    static long milliseconds(Response response) {
        String value = response.header("Retry-After").orElse("").strip();
        if (value.isEmpty()) {
            return -1;
        }
        try {
            if (value.matches("[0-9]+")) {
                return value.length() > 9 ? LONGEST_MILLIS : Math.min(Long.parseLong(value) * 1000, LONGEST_MILLIS);
            }
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, Math.min(Duration.between(Instant.now(), then).toMillis(), LONGEST_MILLIS));
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
