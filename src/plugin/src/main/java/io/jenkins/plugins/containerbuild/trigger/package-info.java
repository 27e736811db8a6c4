/**
 * A base changes, a build starts. A registry's webhook or a poll says which base to look at; what its registry answers then decides, never
 * what was claimed.
 *
 * <p>Doors: {@link io.jenkins.plugins.containerbuild.trigger.BaseImageChangedTrigger} for jobs, {@link
 * io.jenkins.plugins.containerbuild.trigger.BaseChangeConfiguration} for administrators, {@link
 * io.jenkins.plugins.containerbuild.trigger.WebhookAction} for registries.
 */
package io.jenkins.plugins.containerbuild.trigger;
