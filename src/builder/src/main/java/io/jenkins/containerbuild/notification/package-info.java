/**
 * Reads notifications that registries send about pushed images, so that registries need not be polled. Notifications
 * are not authenticated: verify them with the registry before acting on them.
 *
 * <p>Entry point: {@link io.jenkins.containerbuild.notification.NotificationFormat} reads the body of a request into a
 * {@link io.jenkins.containerbuild.notification.Notification}.
 */
package io.jenkins.containerbuild.notification;
