package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.builder.layer.LayerEntry;
import io.jenkins.containerbuild.file.FileContent;
import java.io.IOException;
import java.io.InputStream;

/** Stands in for the content of a device or pipe from an archive: its kind and device numbers. */
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
