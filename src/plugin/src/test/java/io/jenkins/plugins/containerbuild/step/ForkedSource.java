package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.scm.NullSCM;
import hudson.scm.SCM;
import hudson.scm.SCMDescriptor;
import hudson.scm.SCMRevisionState;
import java.io.File;
import java.io.IOException;
import java.util.List;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMHeadObserver;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceCriteria;
import jenkins.scm.api.SCMSourceDescriptor;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jvnet.hudson.test.TestExtension;

/** A repository with a branch, a change request of a member and one of a stranger; all have the same Jenkinsfile. */
public final class ForkedSource extends SCMSource {
    private final String jenkinsfile;

    ForkedSource(String jenkinsfile) {
        this.jenkinsfile = jenkinsfile;
        setId("forked");
    }

    @Override
    protected void retrieve(
            SCMSourceCriteria criteria,
            @NonNull SCMHeadObserver observer,
            SCMHeadEvent<?> event,
            @NonNull TaskListener log)
            throws IOException, InterruptedException {
        for (SCMHead head : List.of(new SCMHead("main"), new Change("PR-member"), new Change("PR-stranger"))) {
            observer.observe(head, new Revision(head));
        }
    }

    @Override
    @NonNull
    public SCM build(@NonNull SCMHead head, SCMRevision revision) {
        return new OneFile(jenkinsfile);
    }

    @Override
    @NonNull
    public SCMRevision getTrustedRevision(@NonNull SCMRevision revision, @NonNull TaskListener log) {
        return revision.getHead().getName().equals("PR-stranger") ? new Revision(new SCMHead("main")) : revision;
    }

    private static final class Change extends SCMHead implements ChangeRequestSCMHead {
        private static final long serialVersionUID = 1L;

        Change(String name) {
            super(name);
        }

        @Override
        @NonNull
        public String getId() {
            return getName();
        }

        @Override
        @NonNull
        public SCMHead getTarget() {
            return new SCMHead("main");
        }
    }

    private static final class Revision extends SCMRevision {
        private static final long serialVersionUID = 1L;

        Revision(SCMHead head) {
            super(head);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Revision that && getHead().equals(that.getHead());
        }

        @Override
        public int hashCode() {
            return getHead().hashCode();
        }
    }

    /** Checks out a Jenkinsfile. */
    public static final class OneFile extends NullSCM {
        private final String content;

        OneFile(String content) {
            this.content = content;
        }

        @Override
        public void checkout(
                @NonNull Run<?, ?> build,
                @NonNull Launcher launcher,
                @NonNull FilePath workspace,
                @NonNull TaskListener listener,
                File changelog,
                SCMRevisionState baseline)
                throws IOException, InterruptedException {
            workspace.child("Jenkinsfile").write(content, "UTF-8");
        }

        @TestExtension
        public static final class DescriptorImpl extends SCMDescriptor<OneFile> {
            public DescriptorImpl() {
                super(null);
            }
        }
    }

    @TestExtension
    public static final class DescriptorImpl extends SCMSourceDescriptor {}
}
