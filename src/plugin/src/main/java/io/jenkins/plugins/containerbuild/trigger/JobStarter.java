package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.BaseImageListener;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.catalogue.UsedBase;
import java.io.IOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;

/**
 * Starts jobs whose last successful build used an outdated digest of a base image. The decision depends only on that
 * digest and the current state of the base image, not on single events, so duplicate and lost events have no effect.
 */
@Extension
public final class JobStarter implements BaseImageListener {
    private static final Logger LOGGER = Logger.getLogger(JobStarter.class.getName());

    @Override
    public void onChanged(Catalogue.Entry entry, String platform, String oldDigest, String newDigest) {
        start(entry);
    }

    /**
     * Starts the jobs that used an outdated digest of an entry, according to the entry's saved state. Starts none if
     * the last check failed, because a job may already have used a newer digest than the saved one.
     */
    static synchronized void start(Catalogue.Entry entry) {
        State state = BaseImages.get().state(entry);
        if (!state.failure().isEmpty()) {
            return;
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (UsedBase use : BaseUsage.get().of(entry)) {
                // If two entries refer to the same image, a job belongs to only one of them.
                if (BaseImages.entry(use).name().equals(entry.name())) {
                    changed(use, state)
                            .filter(digest -> startedBeforeCheck(use, state))
                            .ifPresent(digest -> start(entry, use, digest));
                }
            }
        }
    }

    /**
     * Whether a job still has to be built for a change that was detected earlier, for example because the job was
     * disabled or its start was lost.
     */
    static boolean hasOutdatedJob(Catalogue.Entry entry) {
        State state = BaseImages.get().state(entry);
        return BaseUsage.get().of(entry).stream()
                .anyMatch(use -> changed(use, state).isPresent());
    }

    /** Current digest of the base image for the build's platform; empty if the build used it or pins a digest. */
    private static Optional<String> changed(UsedBase use, State state) {
        return use.isPinned() || state.platforms().containsValue(use.getDigest())
                ? Optional.empty()
                : Optional.ofNullable(state.platforms().get(use.getPlatform()));
    }

    /**
     * Whether the build started before the last check of the base image. A build that started later may have used a
     * newer digest than the check found. Loads the build.
     */
    private static boolean startedBeforeCheck(UsedBase use, State state) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(use.getJob(), Job.class);
        Run<?, ?> build = job == null ? null : job.getBuildByNumber(use.getBuild());
        return build == null || build.getStartTimeInMillis() < state.checked().toEpochMilli();
    }

    private static void start(Catalogue.Entry entry, UsedBase use, String digest) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(use.getJob(), Job.class);
        if (job == null || !job.isBuildable() || !BaseImageChangedTrigger.isOn(job)) {
            return;
        }
        StartedBuilds started = new StartedBuilds(job);
        try {
            if (started.add(
                            key(use),
                            digest,
                            BaseUsage.get().of(job).stream()
                                    .map(JobStarter::key)
                                    .collect(Collectors.toSet()))
                    && ParameterizedJobMixIn.scheduleBuild2(
                                    job, -1, new CauseAction(new BaseImageChangedCause(entry, use, digest)))
                            == null) {
                started.remove(key(use));
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    job.getFullName() + " was not started after a change of " + use.getReference()
                            + ", because its directory is not writable",
                    e);
        }
    }

    private static String key(UsedBase use) {
        return use.getReference() + " " + use.getPlatform();
    }
}
