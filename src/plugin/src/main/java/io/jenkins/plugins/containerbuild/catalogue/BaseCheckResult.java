package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Result of a check of a base image.
 *
 * @param before state before the check; {@link State#UNKNOWN} if this was the first one
 * @param now state after the check; {@link State#failure()} is the reason if the check failed
 */
public record BaseCheckResult(Catalogue.Entry entry, State before, State now) {

    /**
     * A change for one platform.
     *
     * @param oldDigest of its manifest; "" if there was none
     * @param newDigest of its manifest; "" if there is none
     */
    public record Change(String platform, String oldDigest, String newDigest) {}

    /** Line for the log if checks start to fail or succeed again; empty for repeated failures. */
    Optional<String> news() {
        boolean failed = !before.failure().isEmpty();
        boolean fails = !now.failure().isEmpty();
        if (failed == fails) {
            return Optional.empty();
        }
        return Optional.of("Base image " + entry.name()
                + (fails ? " could not be checked: " + now.failure() : " was checked successfully again"));
    }

    /** Changes of manifests, in the order of the platforms' names. */
    public List<Change> changes() {
        Set<String> platforms = new TreeSet<>(before.platforms().keySet());
        platforms.addAll(now.platforms().keySet());
        List<Change> changes = new ArrayList<>();
        for (String platform : platforms) {
            String old = before.platforms().getOrDefault(platform, "");
            String found = now.platforms().getOrDefault(platform, "");
            if (!old.equals(found)) {
                changes.add(new Change(platform, old, found));
            }
        }
        return changes;
    }
}
