package io.jenkins.plugins.containerbuild.trigger;

import hudson.model.Job;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import io.jenkins.plugins.containerbuild.catalogue.BaseUsage;
import io.jenkins.plugins.containerbuild.catalogue.UsedBase;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Images to watch for changes: base images of jobs with {@link BaseImageChangedTrigger}, and catalogue images. */
final class WatchedBases {
    private WatchedBases() {}

    /**
     * Entries for the base images of jobs with the trigger, by image name ({@code registry/repository:tag}).
     */
    static Map<String, Catalogue.Entry> ofJobs() {
        Map<String, Catalogue.Entry> watched = new LinkedHashMap<>();
        for (String image : BaseUsage.get().images()) {
            if (nameOf(image).isPresent()) {
                BaseUsage.get().of(Catalogue.Entry.of(image, image, "")).stream()
                        .filter(use -> !use.isPinned() && isTriggered(use))
                        .findFirst()
                        .ifPresent(use -> watched.put(image, BaseImages.entry(use)));
            }
        }
        return watched;
    }

    /** Entries for the base images of jobs with the trigger, and all catalogue entries, by image name. */
    static Map<String, Catalogue.Entry> all() {
        Map<String, Catalogue.Entry> watched = ofJobs();
        for (Catalogue.Entry entry :
                ContainerBuildConfiguration.get().baseline().catalogue().entries()) {
            nameOf(entry.reference()).ifPresent(name -> watched.putIfAbsent(name, entry));
        }
        return watched;
    }

    private static boolean isTriggered(UsedBase use) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(use.getJob(), Job.class);
        return job != null && BaseImageChangedTrigger.isOn(job);
    }

    /**
     * The image name as {@code registry/repository:tag}; empty if the reference has a digest but no tag, or if it is
     * not an image in a registry, for example an OCI layout.
     */
    static Optional<String> nameOf(String reference) {
        try {
            ImageReference image = ImageReference.parse(reference).withDefaultTag();
            return image.hasTag() ? Optional.of(image.name() + ":" + image.tag()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
