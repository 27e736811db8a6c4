package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.base.BaseImage;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Reads the creation date of an image. */
final class CreationDate {
    private static final String CREATED = "org.opencontainers.image.created";

    /**
     * Docker's first release. Earlier dates, often 1970 or 1980, are placeholders that tools set to make builds
     * reproducible.
     */
    private static final Instant FIRST_IMAGES = Instant.parse("2013-03-20T00:00:00Z");

    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private CreationDate() {}

    /** The first plausible date in the manifest's annotation, the label and the configuration, in this order. */
    static Optional<Instant> of(BaseImage image, Instant now) {
        return said(image).stream()
                .flatMap(text -> parsed(text).stream())
                .filter(date -> !date.isBefore(FIRST_IMAGES) && !date.isAfter(now.plus(CLOCK_SKEW)))
                .findFirst();
    }

    /** The first date that the image contains, plausible or not, for messages; "nothing" if there is none. */
    static String found(BaseImage image) {
        return said(image).stream().filter(text -> !text.isEmpty()).findFirst().orElse("nothing");
    }

    private static List<String> said(BaseImage image) {
        return List.of(
                image.manifest().annotations().getOrDefault(CREATED, ""),
                ImageLabels.of(image.config()).getOrDefault(CREATED, ""),
                ImageLabels.text(image.config().json(), "created"));
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
