package io.jenkins.containerbuild.file;

import java.io.InputStream;

/** The content of an empty file. */
public record EmptyContent() implements FileContent {
    private static final String SHA_256_OF_NOTHING =
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Override
    public InputStream open() {
        return InputStream.nullInputStream();
    }

    @Override
    public String identity() {
        return SHA_256_OF_NOTHING;
    }
}
