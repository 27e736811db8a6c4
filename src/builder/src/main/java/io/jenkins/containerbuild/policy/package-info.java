/**
 * What an administrator agreed on with all teams: prebuilt base images by names of their own, and rules for what is built of them.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.policy.Baseline} has a {@link io.jenkins.containerbuild.policy.Catalogue} and a {@link
 * io.jenkins.containerbuild.policy.Policy}; {@link io.jenkins.containerbuild.policy.CatalogueFile} reads both from YAML; {@link
 * io.jenkins.containerbuild.policy.PolicyCheck} gives a {@link io.jenkins.containerbuild.policy.Verdict} for each rule; {@link
 * io.jenkins.containerbuild.policy.BaseCheck} asks registries what the entries are now.
 */
package io.jenkins.containerbuild.policy;
