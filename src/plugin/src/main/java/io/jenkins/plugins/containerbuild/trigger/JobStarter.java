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
 * Starts the jobs whose last successful builds used another digest of a base than its registry has now. It compares what is, rather than
 * counting changes, so a change that was heard of twice, or never, makes no difference.
 */
@Extension
public final class JobStarter implements BaseImageListener {
    private static final Logger LOGGER = Logger.getLogger(JobStarter.class.getName());

    @Override
    public void onChanged(Catalogue.Entry entry, String platform, String oldDigest, String newDigest) {
        start(entry);
    }

    /** Goes by what is known of the entry now. */
    static synchronized void start(Catalogue.Entry entry) {
        State state = BaseImages.get().state(entry);
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (UsedBase use : BaseUsage.get().of(entry)) {
                // Two entries may stand for one image.
                if (BaseImages.entry(use).name().equals(entry.name())) {
                    changed(use, state)
                            .filter(digest -> isOlder(use, state))
                            .ifPresent(digest -> start(entry, use, digest));
                }
            }
        }
    }

    /** Whether a job was built on another digest than is known; it may have been disabled, or its start lost, when that was found out. */
    static boolean isOwed(Catalogue.Entry entry) {
        State state = BaseImages.get().state(entry);
        return BaseUsage.get().of(entry).stream()
                .anyMatch(use -> changed(use, state).isPresent());
    }

    /** The digest of the base for the platform of the use, where it is another one than was used. */
    private static Optional<String> changed(UsedBase use, State state) {
        return use.isPinned() || state.platforms().containsValue(use.getDigest())
                ? Optional.empty()
                : Optional.ofNullable(state.platforms().get(use.getPlatform()));
    }

    /** What a build found that began after the look is newer than what the look found; loads the build. */
    private static boolean isOlder(UsedBase use, State state) {
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
                    job.getFullName() + " is not built, though " + use.getReference()
                            + " changed, since that cannot be noted in its directory",
                    e);
        }
    }

    private static String key(UsedBase use) {
        return use.getReference() + " " + use.getPlatform();
    }
}
