/**
 * What registries tell of their own accord, so that nobody has to ask all the time. What is told is a claim; who believes it, asks the
 * registry first.
 *
 * <p>Doors: a {@link io.jenkins.containerbuild.notification.NotificationFormat} reads the body of a request into a {@link
 * io.jenkins.containerbuild.notification.Notification}.
 */
package io.jenkins.containerbuild.notification;
