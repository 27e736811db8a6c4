/**
 * The catalogue of prebuilt base images that an administrator provides, and the rules for images built from them.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.policy.Baseline} contains a {@link
 * io.jenkins.containerbuild.policy.Catalogue} and a {@link io.jenkins.containerbuild.policy.Policy}; {@link
 * io.jenkins.containerbuild.policy.CatalogueFile} reads both from YAML; {@link
 * io.jenkins.containerbuild.policy.PolicyCheck} returns a {@link io.jenkins.containerbuild.policy.Verdict} for each
 * rule; {@link io.jenkins.containerbuild.policy.BaseCheck} checks the current state of the entries in their registries.
 */
package io.jenkins.containerbuild.policy;
