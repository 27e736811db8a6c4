package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.engine.EngineEndpoint;
import io.jenkins.containerbuild.engine.EngineStore;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import java.util.List;

/** Loads an image into an engine, as {@code docker load} does. */
public final class EnginePublisher implements Publisher {
    private final EngineStore store;
    private final EngineEndpoint endpoint;
    private final List<ImageReference> names;
    private final PhaseTimer timer;
    private final Progress progress;

    /** @param tags names of the image if the output has no names of its own */
    public EnginePublisher(
            Output.Engine output,
            List<ImageReference> tags,
            EngineEndpoint endpoint,
            PhaseTimer timer,
            Progress progress) {
        this.store = new EngineStore(endpoint);
        this.endpoint = endpoint;
        this.names = output.names().isEmpty() ? tags : output.names();
        this.timer = timer;
        this.progress = progress;
    }

    @Override
    public List<Published> publish(BuiltImage image) {
        Output.Archive archive = new Output.Archive(Output.Format.DOCKER, Output.STDOUT, names);
        long[] sent = new long[1];
        store.load(out -> {
            ArchivePublisher publisher = new ArchivePublisher(archive, names, out, timer, progress);
            publisher.publish(image).forEach(published -> sent[0] += published.sentBytes());
        });
        return List.of(new Published("engine at " + endpoint, image.descriptor().digest(), sent[0], 0, 0));
    }
}
