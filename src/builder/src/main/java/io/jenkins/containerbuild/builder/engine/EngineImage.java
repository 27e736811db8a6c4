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

/** An image that an engine or a builder has made and keeps. */
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
     * @param digest of the manifest; podman does not report it
     * @param layers what became of each layer, by the first twelve digits of its diff id; not every builder reports it
     */
    public record Pushed(Optional<Digest> digest, Optional<Map<String, Fate>> layers) {}

    /** How a layer came to be in the registry. */
    public enum Fate {
        SENT,
        MOUNTED,
        PRESENT
    }

    /** Digest of its configuration. */
    public Digest id() {
        return id;
    }

    /** Bytes of the context's files that were sent. */
    public long sentBytes() {
        return sentBytes;
    }

    /** What became of each instruction, as far as it is known. */
    public List<StepResult> steps() {
        return steps;
    }

    /** Whether it is in the store of an engine, with its names. */
    public boolean isStored() {
        return this instanceof StoredImage;
    }

    /**
     * Pushes it to a registry from where it is.
     *
     * @param name in the registry; an image in an engine has it there, too
     * @throws io.jenkins.containerbuild.fault.ServiceException if the engine or the registry fails
     */
    public abstract Pushed push(ImageReference name, RegistryClient registries, Progress progress);

    /**
     * Copies it to this machine.
     *
     * @param cache where its layers are put
     * @throws io.jenkins.containerbuild.fault.ServiceException if the engine or the disk fails
     */
    public abstract BuiltImage export(CacheDirectory cache, BuildPlan plan);
}
