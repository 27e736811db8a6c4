package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times of the last webhook event of each registry, project or repository. The times are not saved: events may be
 * missed during a restart, so base images are polled until their webhook sends the next event.
 */
@Extension
public final class WebhookActivity {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MAX_SCOPES = 1000;

    private final Map<String, Instant> scopes = new LinkedHashMap<>();
    private final Instant since = Instant.now();

    /**
     * Creates the instance at startup rather than on first use, so that {@link #since} is the start time of Jenkins.
     */
    @Initializer(after = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void begin() {
        get();
    }

    static WebhookActivity get() {
        return ExtensionList.lookupSingleton(WebhookActivity.class);
    }

    /** Start time of Jenkins. */
    Instant since() {
        return since;
    }

    synchronized void add(Collection<String> active, Instant now) {
        for (String scope : active) {
            scopes.remove(scope);
            scopes.put(scope, now);
        }
        while (scopes.size() > MAX_SCOPES) {
            scopes.remove(scopes.keySet().iterator().next());
        }
    }

    /** Whether a webhook that covers the image ({@code registry/repository:tag}) sent an event in the last 24 hours. */
    synchronized boolean covers(String image, Instant now) {
        String place = image.substring(0, image.lastIndexOf(':')) + "/";
        return scopes.entrySet().stream()
                .anyMatch(scope -> place.startsWith(scope.getKey() + "/")
                        && scope.getValue().plus(DAY).isAfter(now));
    }

    synchronized void clear() {
        scopes.clear();
    }
}
