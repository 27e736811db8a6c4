/**
 * Starts builds when base images change. A webhook of a registry or a poll determines which base image to check. Only
 * the response of the registry starts builds, never the content of a webhook event.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.trigger.BaseImageChangedTrigger} for jobs, {@link
 * io.jenkins.plugins.containerbuild.trigger.BaseChangeConfiguration} for administrators, {@link
 * io.jenkins.plugins.containerbuild.trigger.WebhookAction} for registries.
 */
package io.jenkins.plugins.containerbuild.trigger;
