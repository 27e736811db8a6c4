package io.jenkins.plugins.containerbuild.trigger;

import io.jenkins.containerbuild.image.ImageReference;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import jenkins.util.Timer;

/**
 * Retries failed base image checks after increasing delays. After the last delay, only {@link Polling} retries, once
 * per interval, until a check succeeds or a registry reports another push. At most one retry per image and event is
 * scheduled.
 */
final class CheckRetries {
    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30));

    private final Map<ImageReference, Integer> attempts = new HashMap<>();
    private final Set<ImageReference> scheduled = new HashSet<>();
    private final Consumer<ImageReference> check;
    private BiConsumer<Duration, Runnable> timer =
            (delay, task) -> Timer.get().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);

    /** @param check starts a check of the image */
    CheckRetries(Consumer<ImageReference> check) {
        this.check = check;
    }

    /** Replaces the timer, so that tests do not wait. */
    synchronized void setTimer(BiConsumer<Duration, Runnable> timer) {
        this.timer = timer;
    }

    /** Schedules the next retry, unless one is scheduled already or all delays have been used. */
    synchronized void failed(ImageReference image) {
        int attempt = attempts.getOrDefault(image, 0);
        if (attempt < DELAYS.size() && scheduled.add(image)) {
            attempts.put(image, attempt + 1);
            timer.accept(DELAYS.get(attempt), () -> retry(image));
        }
    }

    private void retry(ImageReference image) {
        synchronized (this) {
            scheduled.remove(image);
        }
        check.accept(image);
    }

    /** Resets the delays: the next failed check of one of these images is retried after the shortest delay. */
    synchronized void reset(Collection<ImageReference> images) {
        Set<ImageReference> all = Set.copyOf(images);
        attempts.keySet().removeAll(all);
        // A retry that is due in half an hour must not prevent the next one, which is due in 2 s.
        scheduled.removeAll(all);
    }
}
