package io.jenkins.plugins.containerbuild.step;

import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMRevisionAction;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;

/** Trust in the change that a run builds. */
enum Trust {
    FULL,
    /** A change request that the branch source does not trust, or whose trust could not be determined. */
    NONE;

    /**
     * Queries the branch source of the job, which may send a request to its server. Runs that do not build a change
     * request are trusted.
     */
    static Trust of(Run<?, ?> run, TaskListener log) {
        Job<?, ?> job = run.getParent();
        if (!(SCMHead.HeadByItem.findHead(job) instanceof ChangeRequestSCMHead)) {
            return FULL;
        }
        SCMSource source = SCMSource.SourceByItem.findSource(job);
        SCMRevision revision = source == null ? null : SCMRevisionAction.getRevision(source, run);
        if (revision == null) {
            return NONE;
        }
        try {
            return revision.equals(source.getTrustedRevision(revision, log)) ? FULL : NONE;
        } catch (IOException e) {
            log.getLogger()
                    .println("containerBuild: could not determine whether this change is trusted: " + e.getMessage());
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }

    /** Logs the restrictions for an untrusted change. */
    static void logRestrictions(TaskListener log) {
        log.getLogger()
                .println("containerBuild: untrusted change from a fork: the image is built but not pushed; its name in"
                        + " an engine is localhost/untrusted/…; the build gets no secrets and no logins of the agent."
                        + " An administrator can change this in Manage Jenkins → System → Container Build, or in the"
                        + " trust settings of the branch source");
    }
}
