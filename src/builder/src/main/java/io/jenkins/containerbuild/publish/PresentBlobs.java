package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.registry.Repository;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Checks which blobs a repository has. An existing manifest does not prove that its blobs exist: garbage collection and
 * restored backups can lose blobs and keep their manifests. Positive answers are kept in the local cache for {@link
 * #REMEMBERED}, so that an unchanged build does not query the registry again. Blobs that a push has just uploaded are
 * not remembered; the next build queries the registry for them once. Thread-safe.
 */
final class PresentBlobs {
    /** How long an answer is valid. */
    static final Duration REMEMBERED = Duration.ofHours(1);

    private final Repository repository;
    private final CacheDirectory cache;
    private final Clock clock;
    private final String name;
    /** Blobs that the repository has, with the time of the registry's answer in milliseconds since the epoch. */
    private final Map<Digest, Long> answers = new ConcurrentHashMap<>();

    private boolean asked;

    PresentBlobs(Repository repository, CacheDirectory cache, Clock clock) {
        this.repository = repository;
        this.cache = cache;
        this.clock = clock;
        this.name = "present-"
                + Digest.of(repository.fullName().getBytes(StandardCharsets.UTF_8))
                        .hex();
        cache.read(Shelf.BUILDS, name).ifPresent(this::read);
    }

    /** Reads one line per blob: its digest and the time of the answer. Damaged lines are skipped. */
    private void read(byte[] record) {
        for (String line : new String(record, StandardCharsets.UTF_8).split("\n")) {
            int space = line.indexOf(' ');
            try {
                long answered = Long.parseLong(line.substring(space + 1));
                long age = clock.millis() - answered;
                if (space > 0 && age >= 0 && age < REMEMBERED.toMillis()) {
                    answers.put(Digest.parse(line.substring(0, space)), answered);
                }
            } catch (IllegalArgumentException damaged) {
                // The registry is queried for this blob again.
            }
        }
    }

    /** Whether the repository confirmed within {@link #REMEMBERED} that it has the blob. */
    boolean isRemembered(Digest blob) {
        return answers.containsKey(blob);
    }

    /** Whether the repository has the blob; queries the registry unless the answer is remembered. */
    boolean contains(Digest blob) {
        if (isRemembered(blob)) {
            return true;
        }
        if (!repository.hasBlob(blob)) {
            return false;
        }
        answers.put(blob, clock.millis());
        synchronized (this) {
            asked = true;
        }
        return true;
    }

    /** Keeps new answers for later builds. */
    synchronized void save() {
        if (asked) {
            StringBuilder record = new StringBuilder();
            answers.forEach((blob, answered) ->
                    record.append(blob).append(' ').append(answered).append('\n'));
            cache.write(Shelf.BUILDS, name, record.toString().getBytes(StandardCharsets.UTF_8));
            asked = false;
        }
    }

    /** Discards all answers, because one has turned out to be wrong. */
    synchronized void forget() {
        answers.clear();
        asked = false;
        cache.remove(Shelf.BUILDS, name);
    }
}
