package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.layer.MadeLayer;
import io.jenkins.containerbuild.dockerfile.History;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.image.MediaTypes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Assembles the layers, history and configuration of the target. The manifest always has the OCI format, whatever the
 * format of the base image: only OCI supports zstd and annotations, and the image has the same digest in a registry and
 * in an OCI layout. Base layers keep their bytes and digests.
 */
final class ImageAssembler {
    /**
     * Maximum number of layers; Docker Engine 26.1 can pull images with more layers but cannot run them ("max depth
     * exceeded").
     */
    private static final int MOST_LAYERS = 127;

    private final BuildPlan plan;
    private final StageState target;
    private final CreatedTimes times;
    private final List<Layer> layers = new ArrayList<>();
    private final List<Map<String, Object>> history = new ArrayList<>();

    ImageAssembler(BuildPlan plan, StageState target, CreatedTimes times) {
        this.plan = plan;
        this.target = target;
        this.times = times;
    }

    /** Adds the layers and history of the base and returns the layers. */
    List<Layer> addBase() {
        BaseImage base = target.base;
        if (base == null) {
            return List.of();
        }
        List<Descriptor> blobs = base.manifest().layers();
        List<Digest> diffIds = base.config().diffIds();
        if (blobs.size() != diffIds.size()) {
            throw new ServiceException(
                    "the image " + base.requested() + " has " + blobs.size() + " layers, but its configuration"
                            + " lists " + diffIds.size() + "; build and push that image again");
        }
        for (int i = 0; i < blobs.size(); i++) {
            Descriptor blob = blobs.get(i);
            String type = MediaTypes.ociLayer(blob.mediaType());
            layers.add(new Layer(blob.withMediaType(type), diffIds.get(i), new Layer.InBase(base)));
        }
        int told = 0;
        for (JsonObject entry : base.config().history()) {
            Map<String, Object> members = new LinkedHashMap<>(entry.members());
            if (!entry.bool("empty_layer") && told++ >= blobs.size()) {
                // Like BuildKit: an entry without a layer is one of the configuration only.
                members.put("empty_layer", true);
            }
            history.add(members);
        }
        // Some tools omit the history, but engines need one entry per layer.
        for (int i = told; i < blobs.size(); i++) {
            history.add(entry(null, "FROM " + base.requested(), false));
        }
        return List.copyOf(layers);
    }

    /** Adds an instruction that changes only the configuration. */
    void add(History entry) {
        history.add(entry(null, entry.createdBy(), entry.emptyLayer()));
    }

    /**
     * Adds an instruction with its layers. If the instruction was split into several layers, each has a history entry.
     */
    void add(History entry, List<MadeLayer> made) {
        for (int i = 0; i < made.size(); i++) {
            String part = made.size() == 1 ? "" : " (part " + (i + 1) + " of " + made.size() + ")";
            history.add(entry(made.get(i).created(), entry.createdBy() + part, false));
            layers.add(made.get(i).layer());
        }
    }

    private static Map<String, Object> entry(Instant created, String createdBy, boolean emptyLayer) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("created", created == null ? null : created.toString());
        members.put("created_by", createdBy);
        members.put("comment", History.COMMENT);
        if (emptyLayer) {
            members.put("empty_layer", true);
        }
        return members;
    }

    List<Layer> layers() {
        return layers;
    }

    /**
     * Returns the configuration. Throws an {@link InputException} if the image has more layers, or a larger
     * configuration, than engines and registries accept.
     */
    byte[] config() {
        if (layers.size() > MOST_LAYERS) {
            throw new InputException("the image would have " + layers.size() + " layers, and engines support at most "
                    + MOST_LAYERS + "; use a base with fewer layers, or fewer COPY and ADD instructions");
        }
        target.config.addLabels(plan.labels());
        List<Digest> diffIds = layers.stream().map(Layer::diffId).toList();
        byte[] config = times.fill(history, (created, entries) -> image(created, entries, diffIds));
        if (config.length > ImageConfig.LARGEST) {
            throw new InputException("the image's configuration would have " + config.length + " bytes, more than "
                    + ImageConfig.LARGEST + "; use shorter labels, variables and commands");
        }
        return config;
    }

    private byte[] image(String created, List<JsonObject> entries, List<Digest> diffIds) {
        ImageConfig image = target.config.toImage(created, entries, diffIds);
        return image.json().toBytes();
    }

    Manifest manifest(byte[] config) {
        return new Manifest(
                MediaTypes.OCI_MANIFEST,
                Descriptor.of(MediaTypes.OCI_CONFIG, config),
                layers.stream().map(Layer::descriptor).toList(),
                plan.annotations());
    }
}
