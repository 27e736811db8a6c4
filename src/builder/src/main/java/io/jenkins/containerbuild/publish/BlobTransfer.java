package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.registry.Repository.Arrival;
import java.io.ByteArrayInputStream;
import java.util.function.LongConsumer;

/** Transfers single blobs to one repository in the cheapest way: it mounts if possible and otherwise uploads. */
final class BlobTransfer {
    private final Repository repository;
    private final PhaseTimer timer;
    private final Progress progress;

    BlobTransfer(Repository repository, PhaseTimer timer, Progress progress) {
        this.repository = repository;
        this.timer = timer;
        this.progress = progress;
    }

    Repository repository() {
        return repository;
    }

    void note(String message) {
        progress.note(message);
    }

    /**
     * Mounts a layer that another repository of the same registry has; uploads other layers, unless they are present.
     */
    Arrival bring(Layer layer) {
        if (layer.place() instanceof Layer.InRepository in
                && in.repository().registry().equals(repository.registry())) {
            return mount(layer, in.repository().name());
        }
        ImageReference base =
                layer.place() instanceof Layer.InBase in ? in.base().reference() : null;
        return base != null && base.registry().equals(repository.registry())
                ? mount(layer, base.repository())
                : upload(layer);
    }

    /** Mounts a layer from another repository of the same registry, or uploads it if the registry refuses to mount. */
    Arrival mount(Layer layer, String from) {
        Digest digest = layer.descriptor().digest();
        try (PhaseTimer.Running push = timer.start(Phase.PUSH)) {
            boolean isMounted = !from.equals(repository.name()) && repository.mount(digest, from);
            return isMounted ? Arrival.MOUNTED : upload(layer);
        }
    }

    /** Uploads a layer, unless it is present. */
    Arrival upload(Layer layer) {
        return upload(layer.descriptor(), () -> LayerContent.open(layer), true);
    }

    Arrival upload(Descriptor blob, byte[] content) {
        return upload(blob, () -> new ByteArrayInputStream(content), true);
    }

    /** Uploads a layer without checking whether it is present. */
    Arrival uploadAnyway(Layer layer) {
        return upload(layer.descriptor(), () -> LayerContent.open(layer), false);
    }

    Arrival uploadAnyway(Descriptor blob, byte[] content) {
        return upload(blob, () -> new ByteArrayInputStream(content), false);
    }

    /**
     * Transfers a layer that the repository does not have. If the registry reports a mount but the layer is still
     * missing, the layer is uploaded.
     *
     * @return whether the layer was missing
     */
    boolean repair(Layer layer) {
        Digest digest = layer.descriptor().digest();
        if (repository.hasBlob(digest)) {
            return false;
        }
        if (bring(layer) != Arrival.UPLOADED && !repository.hasBlob(digest)) {
            uploadAnyway(layer);
        }
        return true;
    }

    /** Uploads a blob if the repository does not have it; returns whether it was missing. */
    boolean repair(Descriptor blob, byte[] content) {
        return !repository.hasBlob(blob.digest()) && uploadAnyway(blob, content) == Arrival.UPLOADED;
    }

    private Arrival upload(Descriptor blob, Repository.BlobOpener opener, boolean unlessPresent) {
        String name = blob.digest().shortHex();
        LongConsumer moved = done -> progress.transferred(Phase.PUSH, name, done, blob.size());
        try (PhaseTimer.Running push = timer.start(Phase.PUSH)) {
            return unlessPresent
                    ? repository.upload(blob, opener, moved)
                    : repository.uploadAnyway(blob, opener, moved);
        }
    }
}
