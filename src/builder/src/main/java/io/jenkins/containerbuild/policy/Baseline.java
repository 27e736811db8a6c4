package io.jenkins.containerbuild.policy;

import java.io.Serializable;

/**
 * What builds have to keep to.
 *
 * @param job full name of the job that builds, {@code folder/job}, which exceptions go by; "" outside a job
 */
public record Baseline(Catalogue catalogue, Policy policy, String job) implements Serializable {
    /** No catalogue, no rules. */
    public static final Baseline NONE = new Baseline(Catalogue.EMPTY, Policy.NONE, "");

    public Baseline forJob(String name) {
        return new Baseline(catalogue, policy, name);
    }

    /** Whether there is nothing to keep to. */
    public boolean isEmpty() {
        return catalogue.entries().isEmpty() && policy.settings().isEmpty();
    }
}
