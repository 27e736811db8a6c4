package io.jenkins.plugins.containerbuild.trigger;

import io.jenkins.containerbuild.notification.NotificationFormat;

/** What a webhook sends; as configuration as code has it. */
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

    /** Docker Hub sends no header of ours, so its secret ends the URL, where others may read it on the way. */
    boolean hasTokenInUrl() {
        return this == dockerHub;
    }
}
