package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import hudson.scheduler.Hash;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
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
            if (minute == Hash.from(image).next(period) && (isWanted(image, entry, now) || JobStarter.isOwed(entry))) {
                Verifier.get().look(entry);
            }
        });
    }

    /** A look that failed is always repeated; after a restart each base is looked at, as meanwhile nobody has listened. */
    private static boolean isWanted(String image, Catalogue.Entry entry, Instant now) {
        BaseChangeConfiguration settings = BaseChangeConfiguration.get();
        State state = BaseImages.get().state(entry);
        if (!state.failure().isEmpty()) {
            return true;
        }
        if (settings.getPolling() == PollingMode.never
                || ContainerBuildConfiguration.get().getBaseCheckMinutes() == 0) {
            return false;
        }
        Instant checked = state.checked() == null ? Instant.MIN : state.checked();
        boolean isFresh = checked.isAfter(now.minus(Duration.ofMinutes(period()).dividedBy(2)));
        boolean isTold = settings.getPolling() == PollingMode.auto
                && Heard.get().covers(image, now)
                && checked.isAfter(Heard.get().since());
        return !isFresh && !isTold;
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
