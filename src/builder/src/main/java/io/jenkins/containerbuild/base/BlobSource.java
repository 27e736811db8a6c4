package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/** Reads the blobs of an image. */
public interface BlobSource {

    /** Opens a blob. Reading fails if the size or digest is wrong, so a blob that was read to its end is verified. */
    InputStream open(Descriptor blob) throws IOException;
}
