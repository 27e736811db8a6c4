package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Result of one base image check.
 *
 * @param before state before the check; {@link State#UNKNOWN} if this was the first check
 * @param now state after the check; {@link State#failure()} is the reason if the check failed
 */
public record BaseCheckResult(Catalogue.Entry entry, State before, State now) {

    /**
     * A change of the manifest for one platform.
     *
     * @param oldDigest digest of the previous manifest; "" if the image was not available for the platform
     * @param newDigest digest of the new manifest; "" if the image is no longer available for the platform
     */
    public record Change(String platform, String oldDigest, String newDigest) {}

    /** Log message if this check is the first to fail, or the first to succeed after a failure; otherwise empty. */
    Optional<String> news() {
        boolean failed = !before.failure().isEmpty();
        boolean fails = !now.failure().isEmpty();
        if (failed == fails) {
            return Optional.empty();
        }
        return Optional.of("Base image " + entry.name()
                + (fails ? " could not be checked: " + now.failure() : " was checked successfully again"));
    }

    /** Changed manifests, sorted by platform name. */
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
