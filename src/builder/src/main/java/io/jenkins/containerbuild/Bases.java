package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.policy.PolicyCheck;
import io.jenkins.containerbuild.policy.Verdict;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The images that a build starts from or copies from. Each is looked up once. */
final class Bases {
    private final BuildRequest request;
    private final Stages stages;
    private final BaseResolver resolver;
    private final Map<BaseResolver.Wanted, BaseImage> found = new HashMap<>();

    /** @param resolver finds the image for each reference and pins the reference to a digest for the whole build */
    Bases(BuildRequest request, Stages stages, BaseResolver resolver) {
        this.request = request;
        this.stages = stages;
        this.resolver = resolver;
    }

    /** Looks up all images that the Dockerfile names, in parallel. */
    void prefetch() {
        List<ExternalSource> sources = stages.sources();
        try {
            found.putAll(resolver.resolveAll(wanted(sources)));
        } catch (InputException e) {
            // Look the images up one by one, so that the error message names the Dockerfile line.
            images(sources);
            throw e;
        }
    }

    /** Returns the base image, or null if a named context replaces the image with a directory. */
    BaseImage imageOrNull(ExternalSource source) {
        return source.isImage() ? image(source) : null;
    }

    /** Returns a lookup of base images and of the download size of catalogue alternatives. */
    PolicyCheck.Lookup withAlternatives() {
        return new PolicyCheck.Lookup() {
            @Override
            public BaseImage image(ExternalSource source) {
                return imageOrNull(source);
            }

            @Override
            public Optional<Verdict.Weight> weight(Catalogue.Entry entry, BaseImage base) {
                return base == null ? Optional.empty() : Optional.of(weightOf(entry, layers(base)));
            }
        };
    }

    /** Returns an unknown weight if the alternative cannot be read, so that the build does not fail. */
    private Verdict.Weight weightOf(Catalogue.Entry entry, Map<String, Long> others) {
        try {
            BaseImage image = resolver.resolve(
                    BaseResolver.Wanted.of(entry.pinned(), request.image().platform()));
            return Verdict.Weight.of(layers(image), others);
        } catch (BuildException e) {
            return Verdict.Weight.unknown(others);
        }
    }

    private static Map<String, Long> layers(BaseImage image) {
        Map<String, Long> layers = new LinkedHashMap<>();
        image.manifest().layers().forEach(layer -> layers.put(layer.digest().toString(), layer.size()));
        return layers;
    }

    /** Returns the configuration of a base, or null if a named context replaces the image with a directory. */
    ImageConfig configuration(ExternalSource source) {
        BaseImage image = imageOrNull(source);
        return image == null ? null : image.config();
    }

    /**
     * Returns the image of each source for {@link io.jenkins.containerbuild.builder.BuildPlan#images}; sources that are
     * directories are skipped.
     */
    Map<ExternalSource.Key, BaseImage> images(Collection<ExternalSource> sources) {
        Map<ExternalSource.Key, BaseImage> images = new LinkedHashMap<>();
        for (ExternalSource source : sources) {
            if (source.isImage()) {
                images.put(source.key(), image(source));
            }
        }
        return images;
    }

    private BaseImage image(ExternalSource source) {
        try {
            return found.computeIfAbsent(wanted(source), resolver::resolve);
        } catch (InputException e) {
            throw InputException.at(
                    request.source().dockerfileName(),
                    source.line(),
                    e.getMessage() + stages.nearestStage(source.reference()));
        }
    }

    private List<BaseResolver.Wanted> wanted(Collection<ExternalSource> sources) {
        return sources.stream()
                .filter(ExternalSource::isImage)
                .map(this::wanted)
                .toList();
    }

    private BaseResolver.Wanted wanted(ExternalSource source) {
        Platform platform =
                source.platform().isEmpty() ? request.image().platform() : Platform.parse(source.platform());
        return new BaseResolver.Wanted(source.reference(), source.place(), platform);
    }
}
