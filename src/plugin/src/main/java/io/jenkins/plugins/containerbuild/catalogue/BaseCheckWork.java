package io.jenkins.plugins.containerbuild.catalogue;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.scheduler.Hash;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;

/**
 * Checks the catalogue's base images in the background. Checks each image once per interval, in a minute that depends
 * on the entry's name, so that the checks are spread over the interval.
 */
@Extension
public final class BaseCheckWork extends AsyncPeriodicWork {
    private static final AtomicBoolean CHECKING = new AtomicBoolean();

    public BaseCheckWork() {
        super("Check of base images");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    /** The default level would add a line to the log every minute. */
    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    @Override
    protected void execute(TaskListener listener) {
        List<Catalogue.Entry> entries = entries();
        List<Catalogue.Entry> due = due(entries, Instant.now());
        if (!due.isEmpty()) {
            check(due);
        }
        List<Catalogue.Entry> wanted = new ArrayList<>(entries);
        BaseUsage.get().images().forEach(image -> wanted.add(BaseImages.entry("", image)));
        BaseImages.get().keepOnly(wanted);
    }

    private static List<Catalogue.Entry> entries() {
        return ContainerBuildConfiguration.get().baseline().catalogue().entries();
    }

    /** Entries to check now: entries whose minute it is, and entries whose last check is at least 1.5 intervals old. */
    static List<Catalogue.Entry> due(List<Catalogue.Entry> entries, Instant now) {
        int period = ContainerBuildConfiguration.get().getBaseCheckMinutes();
        if (period == 0) {
            return List.of();
        }
        long minute = now.getEpochSecond() / 60 % period;
        return entries.stream()
                .filter(entry -> {
                    State state = BaseImages.get().state(entry);
                    Duration waited = state.checked() == null
                            ? Duration.ofMinutes(2L * period)
                            : Duration.between(state.checked(), now);
                    boolean itsMinute = minute == Hash.from(entry.name()).next(period);
                    return waited.toMinutes() >= period * 3L / 2 || itsMinute && waited.toMinutes() >= period / 2;
                })
                .toList();
    }

    /** Starts a check of all entries on another thread, unless a check is running. */
    static void checkNow() {
        if (!CHECKING.get()) {
            Computer.threadPoolForRemoting.submit(() -> check(entries()));
        }
    }

    /** Whether a check is running. */
    static boolean isChecking() {
        return CHECKING.get();
    }

    private static void check(List<Catalogue.Entry> entries) {
        if (CHECKING.compareAndSet(false, true)) {
            try {
                BaseImages.get().check(entries);
            } finally {
                CHECKING.set(false);
            }
        }
    }
}
