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

/** Looks at the bases that no webhook speaks for: each once a period, in a minute of its own. */
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

    /** What is due in this minute. */
    static void poll(Instant now) {
        int period = period();
        long minute = now.getEpochSecond() / 60 % period;
        WatchedBases.ofJobs().forEach((image, entry) -> {
            if (minute != Hash.from(image).next(period)) {
                return;
            }
            State state = BaseImages.get().state(entry);
            if (isFresh(state, now)) {
                JobStarter.start(entry);
            } else if (!state.failure().isEmpty() || JobStarter.isOwed(entry) || isWanted(image, state, now)) {
                Verifier.get().look(entry);
            }
        });
    }

    /** Somebody has looked in this period, such as {@code BaseCheckWork} or for a webhook: its registry is not asked twice. */
    private static boolean isFresh(State state, Instant now) {
        return checked(state).isAfter(now.minus(Duration.ofMinutes(period()).dividedBy(2)));
    }

    private static Instant checked(State state) {
        return state.checked() == null ? Instant.MIN : state.checked();
    }

    /** After a restart each base is looked at, as meanwhile nobody has listened. */
    private static boolean isWanted(String image, State state, Instant now) {
        BaseChangeConfiguration settings = BaseChangeConfiguration.get();
        if (settings.getPolling() == PollingMode.never
                || ContainerBuildConfiguration.get().getBaseCheckMinutes() == 0) {
            return false;
        }
        boolean isTold = settings.getPolling() == PollingMode.auto
                && Heard.get().covers(image, now)
                && checked(state).isAfter(Heard.get().since());
        return !isTold;
    }

    /** Minutes; where nothing is looked at again and again, those until a look that failed is repeated. */
    private static int period() {
        int minutes = ContainerBuildConfiguration.get().getBaseCheckMinutes();
        return minutes == 0 ? ContainerBuildConfiguration.DEFAULT_CHECK_MINUTES : minutes;
    }

    @Override
    protected java.util.logging.Level getNormalLoggingLevel() {
        return java.util.logging.Level.FINE;
    }
}
