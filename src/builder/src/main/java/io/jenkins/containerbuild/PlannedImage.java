package io.jenkins.containerbuild;

import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.policy.ImageFacts;
import io.jenkins.containerbuild.policy.ImageFacts.Knowledge;
import io.jenkins.containerbuild.policy.PolicyCheck.Lookup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The image as a request and a Dockerfile describe it, before it is built.
 *
 * @param annotations the annotations that the builder will add to the image
 */
record PlannedImage(BuildRequest request, Evaluation evaluation, Map<String, String> annotations) {

    ImageFacts facts(Lookup lookup) {
        Optional<ExternalSource> base = base();
        boolean unknown = base.isPresent() && base.get().isImage() && lookup == Lookup.NONE;
        Map<String, String> added = new LinkedHashMap<>(annotations);
        added.putAll(request.image().labels());
        return ImageFacts.planned(
                evaluation.stages(),
                base.map(lookup::image).orElse(null),
                unknown ? Knowledge.NAME_ONLY : Knowledge.LOOKED_UP,
                added);
    }

    /**
     * Returns the external base that the target stage is based on, directly or through other stages; empty for {@code
     * FROM scratch}.
     */
    private Optional<ExternalSource> base() {
        Stage root = ImageFacts.root(evaluation.stages());
        return evaluation.sources().stream()
                .filter(source -> source.use() == ExternalSource.Use.BASE)
                .filter(source -> source.reference().equals(root.base())
                        && source.platform().equals(root.platform()))
                .findFirst();
    }
}
