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
 * When each registry, project or repository spoke through its webhook last. Forgotten with a restart, as what was told meanwhile was told
 * to nobody: until a webhook speaks again, bases are polled.
 */
@Extension
public final class Heard {
    private static final Duration DAY = Duration.ofDays(1);
    private static final int MOST = 1000;

    private final Map<String, Instant> scopes = new LinkedHashMap<>();
    private final Instant since = Instant.now();

    /** Extensions are made when they are asked for first; this one is to know when Jenkins was started. */
    @Initializer(after = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void begin() {
        get();
    }

    static Heard get() {
        return ExtensionList.lookupSingleton(Heard.class);
    }

    /** When Jenkins was started. */
    Instant since() {
        return since;
    }

    synchronized void add(Collection<String> spoken, Instant now) {
        for (String scope : spoken) {
            scopes.remove(scope);
            scopes.put(scope, now);
        }
        while (scopes.size() > MOST) {
            scopes.remove(scopes.keySet().iterator().next());
        }
    }

    /** Whether a webhook that speaks for the image, {@code registry/repository:tag}, has spoken in the last day. */
    synchronized boolean covers(String image, Instant now) {
        String place = image.substring(0, image.lastIndexOf(':')) + "/";
        return scopes.entrySet().stream()
                .anyMatch(scope -> place.startsWith(scope.getKey() + "/")
                        && scope.getValue().plus(DAY).isAfter(now));
    }

    synchronized void forget() {
        scopes.clear();
    }
}
