package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A look at a base image.
 *
 * @param before what was known before it; {@link State#UNKNOWN} where nothing was
 * @param now what is known after it; {@link State#failure()} tells why no more is
 */
public record BaseLook(Catalogue.Entry entry, State before, State now) {

    /**
     * What became of a platform.
     *
     * @param oldDigest of its manifest; "" where there was none
     * @param newDigest of its manifest; "" where there is none
     */
    public record Change(String platform, String oldDigest, String newDigest) {}

    /** What is worth a line in the log: that looking began to fail, or no longer fails. The same failure again is not. */
    Optional<String> news() {
        boolean failed = !before.failure().isEmpty();
        boolean fails = !now.failure().isEmpty();
        if (failed == fails) {
            return Optional.empty();
        }
        return Optional.of("Base image " + entry.name()
                + (fails ? " cannot be looked at: " + now.failure() : " can be looked at again"));
    }

    /** Platforms whose manifests are others now, in the order of their names. */
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
