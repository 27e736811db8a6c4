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

/** How far the change is trusted that a run builds. */
enum Trust {
    FULL,
    /** A change request whose source would not take its Jenkinsfile from it either. */
    NONE;

    /** Asks the source of the job's branch, which may take the time of a request to its server. Other jobs are trusted. */
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
            log.getLogger().println("containerBuild: whether this change is trusted is not known: " + e.getMessage());
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }

    /** Tells what becomes of a change that is not trusted. */
    static void tell(TaskListener log) {
        log.getLogger()
                .println("containerBuild: this change comes from a fork that is not trusted: its image is built, but"
                        + " goes into no registry, is named localhost/untrusted/… in an engine, and the build gets no"
                        + " secrets and no logins of the agent; who administers Jenkins may change that in Manage"
                        + " Jenkins → System → Container Build, or in the trust of the branch source");
    }
}
