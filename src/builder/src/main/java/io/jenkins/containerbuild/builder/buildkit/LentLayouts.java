package io.jenkins.containerbuild.builder.buildkit;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.dockerfile.ExternalSource;
import io.jenkins.containerbuild.engine.EngineApi;
import io.jenkins.containerbuild.engine.EngineClient;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads OCI layouts into an engine as images, because engines do not support {@code oci-layout://}. The images stay in
 * the engine after the build, as a pulled base image does.
 */
final class LentLayouts {
    private static final String REPOSITORY = "localhost/container-build/layout:";

    private final EngineClient engine;

    private LentLayouts(EngineClient engine) {
        this.engine = engine;
    }

    /**
     * Loads the layouts and returns a plan that refers to the loaded images.
     *
     * @throws io.jenkins.containerbuild.fault.ServiceException if the engine does not load them
     */
    static BuildPlan lend(EngineClient engine, BuildPlan plan) {
        LentLayouts layouts = new LentLayouts(engine);
        Map<ExternalSource.Key, BaseImage> images = new LinkedHashMap<>(plan.images());
        images.replaceAll((key, image) -> image.reference() == null ? layouts.lend(image) : image);
        return plan.withImages(images);
    }

    private BaseImage lend(BaseImage image) {
        ImageReference name =
                ImageReference.parse(REPOSITORY + image.descriptor().digest().hex());
        if (!engine.ask("GET", "/images/" + name + "/json").isSuccess()) {
            try (EngineApi api = new EngineApi(engine)) {
                api.load(layout(name, image)::writeTo);
            }
        }
        return named(image, name);
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
}
