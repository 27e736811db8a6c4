package io.jenkins.plugins.containerbuild.history;

import hudson.model.InvisibleAction;
import hudson.model.Run;

/** Marks a run of an untrusted change, for example from a fork. The base images of such runs are not watched. */
public final class UntrustedChange extends InvisibleAction {

    /** Marks the run unless it is already marked. */
    public static void mark(Run<?, ?> run) {
        if (!isIn(run)) {
            run.addAction(new UntrustedChange());
        }
    }

    public static boolean isIn(Run<?, ?> run) {
        return run.getAction(UntrustedChange.class) != null;
    }
}
