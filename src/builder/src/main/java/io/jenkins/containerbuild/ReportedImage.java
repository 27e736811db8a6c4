package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;

/** Describes the built image for the build report. */
final class ReportedImage {
    private ReportedImage() {}

    static BuildReport.Image of(BuildRequest request, BuiltImage image) {
        return of(request, image.descriptor(), image.manifest().config().digest(), image.layers());
    }

    static BuildReport.Image of(BuildRequest request, Descriptor manifest, Digest config, List<Layer> layers) {
        return new BuildReport.Image(manifest, config, request.allNames(), layers(layers));
    }

    /**
     * Describes an image that exists only in an engine. Engines identify images by the digest of their configuration
     * and do not keep compressed layers.
     */
    static BuildReport.Image inEngine(BuildRequest request, Digest id) {
        return of(request, new Descriptor(MediaTypes.DOCKER_CONFIG, id, -1), id, List.of());
    }

    private static List<BuildReport.LayerSize> layers(List<Layer> layers) {
        return layers.stream()
                .map(layer -> new BuildReport.LayerSize(
                        layer.descriptor().digest(), layer.descriptor().size(), layer.ofBase()))
                .toList();
    }
}
