package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.image.BulkInputStream;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.io.InputStream;

/** Measures how long reading base image layers takes, and reports progress. */
record MeasuredLayers(BlobSource source, PhaseTimer timer, Progress progress) implements BlobSource {

    @Override
    public InputStream open(Descriptor blob) throws IOException {
        InputStream in = source.open(blob);
        PhaseTimer.Running running = timer.start(Phase.PULL);
        return new BulkInputStream(in) {
            private long done;
            private boolean closed;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = in.read(bytes, offset, length);
                if (read > 0) {
                    done += read;
                    progress.transferred(Phase.PULL, blob.digest().shortHex(), done, blob.size());
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                if (!closed) {
                    closed = true;
                    running.close();
                }
                in.close();
            }
        };
    }
}
