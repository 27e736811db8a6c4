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
import java.util.Map;
import java.util.TreeMap;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMHeadObserver;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;
import jenkins.scm.api.SCMSourceCriteria;
import jenkins.scm.api.SCMSourceDescriptor;
import jenkins.scm.api.mixin.ChangeRequestSCMHead;
import org.jvnet.hudson.test.TestExtension;

/**
 * A repository with a branch, a trusted change request of a member and an untrusted one of a stranger. The untrusted one
 * may contain other files; its Jenkinsfile is the trusted one, as in every branch source that does not trust forks.
 */
public final class ForkedSource extends SCMSource {
    private static final String STRANGER = "PR-stranger";

    private final Map<String, String> files;
    private final Map<String, String> strangersFiles;

    /** Creates branches that contain only a Jenkinsfile, the same in all. */
    ForkedSource(String jenkinsfile) {
        this(Map.of("Jenkinsfile", jenkinsfile), Map.of("Jenkinsfile", jenkinsfile));
    }

    /** Contents by path. */
    ForkedSource(Map<String, String> files, Map<String, String> strangersFiles) {
        this.files = new TreeMap<>(files);
        this.strangersFiles = new TreeMap<>(strangersFiles);
        setId("forked");
    }

    @Override
    protected void retrieve(
            SCMSourceCriteria criteria,
            @NonNull SCMHeadObserver observer,
            SCMHeadEvent<?> event,
            @NonNull TaskListener log)
            throws IOException, InterruptedException {
        for (SCMHead head : List.of(new SCMHead("main"), new Change("PR-member"), new Change(STRANGER))) {
            observer.observe(head, new Revision(head));
        }
    }

    @Override
    @NonNull
    public SCM build(@NonNull SCMHead head, SCMRevision revision) {
        SCMHead checkedOut = revision == null ? head : revision.getHead();
        return new FileTree(checkedOut.getName().equals(STRANGER) ? strangersFiles : files);
    }

    @Override
    @NonNull
    public SCMRevision getTrustedRevision(@NonNull SCMRevision revision, @NonNull TaskListener log) {
        return revision.getHead().getName().equals(STRANGER) ? new Revision(new SCMHead("main")) : revision;
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

    /** Checks out files. */
    public static final class FileTree extends NullSCM {
        private final Map<String, String> files;

        FileTree(Map<String, String> files) {
            this.files = files;
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
            for (Map.Entry<String, String> file : files.entrySet()) {
                workspace.child(file.getKey()).write(file.getValue(), "UTF-8");
            }
        }

        @TestExtension
        public static final class DescriptorImpl extends SCMDescriptor<FileTree> {
            public DescriptorImpl() {
                super(null);
            }
        }
    }

    @TestExtension
    public static final class DescriptorImpl extends SCMSourceDescriptor {}
}
