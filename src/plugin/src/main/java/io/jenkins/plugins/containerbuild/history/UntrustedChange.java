package io.jenkins.plugins.containerbuild.history;

import hudson.model.InvisibleAction;
import hudson.model.Run;

/** Marks a run that built an untrusted change, for example of a fork: its records are not used for base images. */
public final class UntrustedChange extends InvisibleAction {

    /** Marks the run, once. */
    public static void mark(Run<?, ?> run) {
        if (!isIn(run)) {
            run.addAction(new UntrustedChange());
        }
    }

    public static boolean isIn(Run<?, ?> run) {
        return run.getAction(UntrustedChange.class) != null;
    }
}
