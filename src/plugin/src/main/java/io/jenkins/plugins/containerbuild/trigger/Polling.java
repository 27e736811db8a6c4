package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import hudson.scheduler.Hash;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Looks at the bases that no webhook speaks for: each once a period, in a minute of its own. */
@Extension
public final class Polling extends AsyncPeriodicWork {
    private static final Instant BEGIN = Instant.now();

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
        BaseChangeConfiguration settings = BaseChangeConfiguration.get();
        if (settings.getPolling() == PollingMode.never) {
            return;
        }
        int period = settings.getPollingMinutes();
        long minute = now.getEpochSecond() / 60 % period;
        WatchedBases.ofJobs().forEach((image, entry) -> {
            if (minute == Hash.from(image).next(period) && !isKnown(image, entry, now)) {
                Verifier.get().look(entry);
            }
        });
    }

    /** A look that failed is repeated, and after a restart each base is looked at: meanwhile nobody has listened. */
    private static boolean isKnown(String image, Catalogue.Entry entry, Instant now) {
        State state = BaseImages.get().state(entry);
        if (state.checked() == null || !state.failure().isEmpty()) {
            return false;
        }
        Duration period = Duration.ofMinutes(BaseChangeConfiguration.get().getPollingMinutes());
        boolean fresh = state.checked().plus(period.dividedBy(2)).isAfter(now);
        boolean told = BaseChangeConfiguration.get().getPolling() == PollingMode.auto
                && Heard.get().covers(image, now)
                && state.checked().isAfter(BEGIN);
        return fresh || told;
    }

    @Override
    protected java.util.logging.Level getNormalLoggingLevel() {
        return java.util.logging.Level.FINE;
    }
}
