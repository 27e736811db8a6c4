package io.jenkins.plugins.containerbuild.trigger;

import io.jenkins.containerbuild.notification.NotificationFormat;

/** Format of the events that a webhook sends. Configuration as code uses the names of the constants. */
public enum WebhookFormat {
    distribution("CNCF Distribution (docker-registry) and registries built on it", NotificationFormat.DISTRIBUTION),
    ecr("Amazon ECR through EventBridge", NotificationFormat.ECR),
    dockerHub("Docker Hub", NotificationFormat.DOCKER_HUB),
    harbor("Harbor", NotificationFormat.HARBOR);

    private final String displayName;
    private final NotificationFormat format;

    WebhookFormat(String displayName, NotificationFormat format) {
        this.displayName = displayName;
        this.format = format;
    }

    public String getDisplayName() {
        return displayName;
    }

    NotificationFormat format() {
        return format;
    }

    /** Whether the URL contains the secret, because the registry cannot send headers. Logs may record the URL. */
    boolean hasTokenInUrl() {
        return this == dockerHub;
    }
}
