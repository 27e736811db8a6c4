package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens the compressed bytes of a layer. Reading fails if the bytes do not match the layer's descriptor. */
final class LayerContent {
    private LayerContent() {}

    static InputStream open(Layer layer) throws IOException {
        if (layer.place() instanceof Layer.InBase in) {
            return in.base().layers().open(layer.descriptor());
        }
        if (layer.place() instanceof Layer.InRepository in) {
            return in.repository().blob(layer.descriptor());
        }
        Path file = ((Layer.InFile) layer.place()).file();
        return new VerifiedStream(
                Files.newInputStream(file), layer.descriptor(), file + " (delete it to have it made again)");
    }
}
