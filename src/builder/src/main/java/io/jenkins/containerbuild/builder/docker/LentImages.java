package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Images that an engine gets for a build, since its API has no named contexts: an OCI layout on disk, which stays in the engine as a pulled
 * base does, and what is needed of a directory, which goes when the build is over.
 */
final class LentImages implements AutoCloseable {
    private static final String REPOSITORY = "localhost/container-build/";

    private final EngineClient engine;
    private final CacheDirectory cache;
    private final Map<String, BaseImage> images;
    private final List<ImageReference> passing = new ArrayList<>();

    private LentImages(EngineClient engine, CacheDirectory cache, Map<String, BaseImage> images) {
        this.engine = engine;
        this.cache = cache;
        this.images = new LinkedHashMap<>(images);
    }

    /**
     * Gives them to the engine.
     *
     * @throws InputException where a stage starts from a directory
     * @throws ServiceException where the engine does not take them
     */
    static LentImages lend(EngineClient engine, CacheDirectory cache, BuildPlan plan, EngineInput input) {
        LentImages lent = new LentImages(engine, cache, plan.images());
        try {
            plan.images().forEach((key, image) -> {
                if (image.reference() == null) {
                    lent.lendLayout(key, image);
                }
            });
            input.named().keySet().forEach(name -> lent.lendDirectory(name, plan, input));
            return lent;
        } catch (RuntimeException e) {
            lent.close();
            throw e;
        }
    }

    /** The plan in which they stand for what they are. */
    BuildPlan in(BuildPlan plan) {
        return plan.withImages(images);
    }

    private void lendLayout(String key, BaseImage image) {
        ImageReference name = ImageReference.parse(
                REPOSITORY + "layout:" + image.descriptor().digest().hex());
        if (!engine.ask("GET", "/images/" + name + "/json").isSuccess()) {
            load(layout(name, image));
        }
        images.put(key, named(image, name));
    }

    private static BaseImage named(BaseImage image, ImageReference name) {
        return new BaseImage(
                image.requested(), name, image.descriptor(), image.manifest(), image.config(), image.layers());
    }

    private static ImageArchive layout(ImageReference name, BaseImage image) {
        List<ImageArchive.Part> layers = new ArrayList<>();
        for (Descriptor layer : image.manifest().layers()) {
            layers.add(new ImageArchive.Part(layer.size(), new FileContent() {
                @Override
                public InputStream open() throws IOException {
                    return image.layers().open(layer);
                }

                @Override
                public String identity() {
                    return layer.digest().toString();
                }
            }));
        }
        try (InputStream config = image.layers().open(image.manifest().config())) {
            return new ImageArchive(name.toString(), config.readAllBytes(), layers);
        } catch (IOException e) {
            throw new InputException("the image " + image.requested() + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void lendDirectory(String context, BuildPlan plan, EngineInput input) {
        ImageReference name = ImageReference.parse(REPOSITORY + "directory:" + UUID.randomUUID());
        try (DirectoryLayer layer =
                DirectoryLayer.of(plan.trees().get(context), input.named().get(context), cache)) {
            passing.add(name);
            load(layer.image(name.toString(), plan.platform()));
        } catch (IOException e) {
            throw new ServiceException(
                    "the directory of " + Setting.BUILD_CONTEXT.inWords() + " " + context + " cannot be read: "
                            + e.getMessage(),
                    e);
        }
        for (String reference : references(context, plan)) {
            images.put(reference, new BaseImage(reference, name, null, null, null, null));
        }
    }

    /** What the Dockerfile calls a named context: {@code alpine} may be {@code alpine:latest}, as it stands in for an image. */
    private static Set<String> references(String context, BuildPlan plan) {
        Set<String> references = new LinkedHashSet<>();
        for (Stage stage : plan.stages()) {
            if (stage.baseStage() < 0 && isSame(context, stage.base())) {
                throw InputException.at(
                        plan.dockerfile(),
                        stage.from().line(),
                        "a stage cannot start from the directory of " + Setting.BUILD_CONTEXT.inWords() + " " + context
                                + " with an engine; " + Setting.BUILDER.inWords("embedded")
                                + " or buildx would work, or FROM scratch and COPY"
                                + " --from=" + context);
            }
            for (Instruction instruction : stage.instructions()) {
                if (instruction instanceof Instruction.Copy copy) {
                    references.add(copy.from());
                } else if (instruction instanceof Instruction.Run run) {
                    run.mounts().forEach(mount -> references.add(mount.from()));
                }
            }
        }
        references.removeIf(reference -> !isSame(context, reference));
        return references;
    }

    private static boolean isSame(String context, String reference) {
        return !reference.isEmpty() && ImageReference.familiar(context).equals(ImageReference.familiar(reference));
    }

    private void load(ImageArchive archive) {
        try (EngineApi api = new EngineApi(engine)) {
            api.load(archive::writeTo);
        }
    }

    /** Also when the build was interrupted. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            passing.forEach(name -> engine.ask("DELETE", "/images/" + name + "?force=1"));
        } catch (ServiceException e) {
            // What ended the build tells of this engine.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
