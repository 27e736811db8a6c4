package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import hudson.scheduler.Hash;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Polls the base images that no webhook covers, and retries failed checks. Checks each image at most once per interval,
 * in a minute that depends on the image's name, so that the checks are spread over the interval.
 */
@Extension
public final class Polling extends AsyncPeriodicWork {
    public Polling() {
        super("Polling of base images");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    protected void execute(TaskListener listener) {
        poll(Instant.now());
    }

    /** Checks the base images that are due in this minute. */
    static void poll(Instant now) {
        int period = period();
        long minute = now.getEpochSecond() / 60 % period;
        WatchedBases.ofJobs().forEach((image, entry) -> {
            if (minute != Hash.from(image).next(period)) {
                return;
            }
            State state = BaseImages.get().state(entry);
            if (isChecked(state, now)) {
                JobStarter.start(entry);
            } else if (!state.failure().isEmpty() || JobStarter.hasOutdatedJob(entry) || isPolled(image, state, now)) {
                Verifier.get().look(entry);
            }
        });
    }

    /**
     * Whether the base image was checked less than half an interval ago, for example by {@code BaseCheckWork} or after
     * a webhook event.
     */
    private static boolean isChecked(State state, Instant now) {
        return checked(state).isAfter(now.minus(Duration.ofMinutes(period()).dividedBy(2)));
    }

    private static Instant checked(State state) {
        return state.checked() == null ? Instant.MIN : state.checked();
    }

    /**
     * Whether polling is on and no webhook covers the image. After a restart every base image is polled once, because
     * events may have been missed while Jenkins was down.
     */
    private static boolean isPolled(String image, State state, Instant now) {
        BaseChangeConfiguration settings = BaseChangeConfiguration.get();
        if (settings.getPolling() == PollingMode.never
                || ContainerBuildConfiguration.get().getBaseCheckMinutes() == 0) {
            return false;
        }
        boolean isCovered = settings.getPolling() == PollingMode.auto
                && WebhookActivity.get().covers(image, now)
                && checked(state).isAfter(WebhookActivity.get().since());
        return !isCovered;
    }

    /** Interval between two checks of an image, in minutes; applies to failed checks even if regular checks are off. */
    private static int period() {
        int minutes = ContainerBuildConfiguration.get().getBaseCheckMinutes();
        return minutes == 0 ? ContainerBuildConfiguration.DEFAULT_CHECK_MINUTES : minutes;
    }

    @Override
    protected java.util.logging.Level getNormalLoggingLevel() {
        return java.util.logging.Level.FINE;
    }
}
