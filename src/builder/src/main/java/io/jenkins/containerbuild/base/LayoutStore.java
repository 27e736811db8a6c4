package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageConfig;
import io.jenkins.containerbuild.image.ImageIndex;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.VerifiedStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An image in a directory (OCI image layout specification), specified as {@code oci-layout://PATH[:tag][@digest]} as in
 * buildx. Without tag and digest, the image is the one tagged {@code latest}, or the only one in the layout.
 *
 * @param tag empty if not given
 * @param digest null if not given
 */
record LayoutStore(Path directory, String tag, Digest digest) implements ImageStore {
    private static final String TAG = "org.opencontainers.image.ref.name";
    /** Maximum size of an index or manifest in bytes; registries have the same limit. */
    private static final int LARGEST_MANIFEST = 4 << 20;

    @Override
    public Optional<Descriptor> find() {
        if (!Files.isRegularFile(directory.resolve("oci-layout"))) {
            throw new InputException(directory
                    + " is not an OCI layout: it has no file oci-layout; create one with"
                    + " `skopeo copy IMAGE oci:DIRECTORY:TAG`");
        }
        List<Descriptor> all = index().manifests();
        if (digest != null) {
            return all.stream().filter(one -> one.digest().equals(digest)).findFirst();
        }
        String wanted = tag.isEmpty() ? "latest" : tag;
        Optional<Descriptor> tagged = all.stream()
                .filter(one -> wanted.equals(one.annotations().get(TAG)))
                .findFirst();
        return tagged.isEmpty() && tag.isEmpty() && all.size() == 1 ? Optional.of(all.get(0)) : tagged;
    }

    private ImageIndex index() {
        try (InputStream in = Files.newInputStream(directory.resolve("index.json"))) {
            byte[] bytes = in.readNBytes(LARGEST_MANIFEST + 1);
            if (bytes.length > LARGEST_MANIFEST) {
                throw new IOException("it has more than " + LARGEST_MANIFEST + " bytes");
            }
            return ImageIndex.parse(bytes);
        } catch (IOException | IllegalArgumentException e) {
            throw damaged("index.json: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] manifest(Descriptor descriptor) {
        return read(descriptor, LARGEST_MANIFEST);
    }

    @Override
    public byte[] config(Descriptor descriptor) {
        return read(descriptor, ImageConfig.LARGEST);
    }

    private byte[] read(Descriptor descriptor, int largest) {
        if (descriptor.size() > largest) {
            throw damaged(
                    "the blob " + descriptor.digest() + " has " + descriptor.size() + " bytes, more than " + largest,
                    null);
        }
        try (InputStream in = layers().open(descriptor)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw damaged(e.getMessage(), e);
        }
    }

    @Override
    public BlobSource layers() {
        return blob -> {
            Path file = directory
                    .resolve("blobs")
                    .resolve(blob.digest().algorithm())
                    .resolve(blob.digest().hex());
            try {
                return new VerifiedStream(Files.newInputStream(file), blob);
            } catch (NoSuchFileException e) {
                throw new IOException("blob " + blob.digest() + " is missing", e);
            }
        };
    }

    private InputException damaged(String found, Exception cause) {
        return new InputException("the OCI layout " + directory + " is damaged: " + found + "; write it again", cause);
    }

    @Override
    public ImageReference pinned(Digest ignored) {
        return null;
    }
}
