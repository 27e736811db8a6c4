package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;

/** Where the blobs of an image can be read. */
public interface BlobSource {

    /** The blob's bytes; reading past a wrong size or to a wrong digest throws, so what was read to its end can be believed. */
    InputStream open(Descriptor blob) throws IOException;
}
