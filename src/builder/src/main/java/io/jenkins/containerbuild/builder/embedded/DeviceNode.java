package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.layer.LayerEntry;
import io.jenkins.containerbuild.context.FileContent;
import java.io.IOException;
import java.io.InputStream;

/** What a device or pipe out of an archive has in the place of content: its kind and numbers, which a layer can hold. */
record DeviceNode(LayerEntry.Kind kind, LayerEntry.Device device) implements FileContent {

    @Override
    public InputStream open() throws IOException {
        throw new IOException("a device has no content");
    }

    @Override
    public String identity() {
        return kind + " " + device.major() + " " + device.minor();
    }
}
