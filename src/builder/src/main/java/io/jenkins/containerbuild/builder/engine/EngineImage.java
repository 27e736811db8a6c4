package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image that an engine or a builder has built and stores. */
public abstract class EngineImage {
    private final Digest id;
    private final List<StepResult> steps;
    private final long sentBytes;

    protected EngineImage(Digest id, List<StepResult> steps, long sentBytes) {
        this.id = id;
        this.steps = steps;
        this.sentBytes = sentBytes;
    }

    /**
     * The result of a push.
     *
     * @param digest digest of the manifest; empty if unknown, because podman does not report it
     * @param layers how each layer arrived, by the first twelve digits of its diff ID; empty if the builder does not
     *     report it
     */
    public record Pushed(Optional<Digest> digest, Optional<Map<String, Fate>> layers) {}

    /** How a layer arrived in the registry. */
    public enum Fate {
        SENT,
        MOUNTED,
        PRESENT
    }

    /** Digest of the image configuration. */
    public Digest id() {
        return id;
    }

    /** Number of bytes of context files that were sent to the engine. */
    public long sentBytes() {
        return sentBytes;
    }

    /** The outcome of each instruction; instructions with unknown outcome are omitted. */
    public List<StepResult> steps() {
        return steps;
    }

    /** Whether the image is in the store of an engine, with its tags. */
    public boolean isStored() {
        return this instanceof StoredImage;
    }

    /**
     * Pushes the image from the engine or builder to a registry.
     *
     * @param name name in the registry; an image in an engine must already have the same name in the engine
     * @throws io.jenkins.containerbuild.fault.ServiceException if the engine or the registry fails
     */
    public abstract Pushed push(ImageReference name, RegistryClient registries, Progress progress);

    /**
     * Copies the image to this machine.
     *
     * @param cache stores the layers
     * @throws io.jenkins.containerbuild.fault.ServiceException if the engine or the disk fails
     */
    public abstract BuiltImage export(CacheDirectory cache, BuildPlan plan);
}
