package io.jenkins.containerbuild.registry;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After}: seconds, or a date (RFC 9110, section 10.2.3). */
final class RetryAfter {
    private RetryAfter() {}

    /** Milliseconds from now, or -1 where the answer does not say. */
    static long milliseconds(Response response) {
        String value = response.header("Retry-After").orElse("").strip();
        if (value.isEmpty()) {
            return -1;
        }
        try {
            if (value.matches("[0-9]{1,9}")) {
                return Long.parseLong(value) * 1000;
            }
            Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, Duration.between(Instant.now(), then).toMillis());
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
