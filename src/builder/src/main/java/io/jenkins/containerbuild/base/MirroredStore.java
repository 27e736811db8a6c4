package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An image that may also be available from mirrors. A mirror that fails or does not have the image is not used again
 * for this image.
 */
final class MirroredStore implements ImageStore {
    private final List<ImageStore> mirrors;
    private final ImageStore origin;
    private final Progress progress;
    /** Index of the first mirror that has not failed, or the number of mirrors if only the origin is left. */
    private final AtomicInteger next = new AtomicInteger();

    /** @param mirrors mirrors in the order in which they are tried */
    MirroredStore(List<ImageStore> mirrors, ImageStore origin, Progress progress) {
        this.mirrors = mirrors;
        this.origin = origin;
        this.progress = progress;
    }

    private interface Question<T> {
        T to(ImageStore store) throws IOException;
    }

    @Override
    public Optional<Descriptor> find() {
        for (int at = next.get(); at < mirrors.size(); at = failed(at)) {
            try {
                Optional<Descriptor> found = mirrors.get(at).find();
                if (found.isPresent()) {
                    return found;
                }
            } catch (BuildException e) {
                tell(e);
            }
        }
        return origin.find();
    }

    @Override
    public byte[] manifest(Descriptor descriptor) {
        return ask(store -> store.manifest(descriptor));
    }

    @Override
    public byte[] config(Descriptor descriptor) {
        return ask(store -> store.config(descriptor));
    }

    @Override
    public BlobSource layers() {
        return new BlobSource() {
            @Override
            public InputStream open(Descriptor blob) throws IOException {
                return askThrowing(store -> store.layers().open(blob));
            }
        };
    }

    @Override
    public ImageReference pinned(Digest digest) {
        return origin.pinned(digest);
    }

    private <T> T ask(Question<T> question) {
        try {
            return askThrowing(question);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T askThrowing(Question<T> question) throws IOException {
        for (int at = next.get(); at < mirrors.size(); at = failed(at)) {
            try {
                return question.to(mirrors.get(at));
            } catch (BuildException | IOException e) {
                tell(e);
            }
        }
        return question.to(origin);
    }

    /**
     * Advances from a failed mirror to the next one, only once even if several threads see the same mirror fail.
     * Returns the index of the next mirror.
     */
    private int failed(int at) {
        next.compareAndSet(at, at + 1);
        return next.get();
    }

    private void tell(Exception fault) {
        progress.warning("a mirror failed, trying the next one: " + fault.getMessage());
    }
}
