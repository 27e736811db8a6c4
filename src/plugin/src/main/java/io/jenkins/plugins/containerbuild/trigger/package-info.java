/**
 * Starts builds when base images change. Webhook events and polling determine which base images are checked. A build is
 * started only if the registry's response to a check shows a change, never because of the content of an event.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.trigger.BaseImageChangedTrigger} for jobs, {@link
 * io.jenkins.plugins.containerbuild.trigger.BaseChangeConfiguration} for administrators, {@link
 * io.jenkins.plugins.containerbuild.trigger.WebhookAction} for registries.
 */
package io.jenkins.plugins.containerbuild.trigger;
