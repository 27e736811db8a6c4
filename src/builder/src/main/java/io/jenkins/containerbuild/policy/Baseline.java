package io.jenkins.containerbuild.policy;

import java.io.Serializable;

/**
 * The catalogue and policy that apply to a build.
 *
 * @param job full name of the Jenkins job, {@code folder/job}, against which exceptions are matched; "" outside a job
 */
public record Baseline(Catalogue catalogue, Policy policy, String job) implements Serializable {
    /** An empty catalogue and no rules. */
    public static final Baseline NONE = new Baseline(Catalogue.EMPTY, Policy.NONE, "");

    public Baseline forJob(String name) {
        return new Baseline(catalogue, policy, name);
    }

    /** Whether there are neither catalogue entries nor rules. */
    public boolean isEmpty() {
        return catalogue.entries().isEmpty() && policy.settings().isEmpty();
    }
}
