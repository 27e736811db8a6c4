package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.LayerListener;
import io.jenkins.containerbuild.engine.EngineEndpoint;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.ArchivePublisher;
import io.jenkins.containerbuild.publish.DirectoryPublisher;
import io.jenkins.containerbuild.publish.EnginePublisher;
import io.jenkins.containerbuild.publish.Output;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.publish.Publisher;
import io.jenkins.containerbuild.publish.RegistryPublisher;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.Repository;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** All outputs of a request. Each layer is sent as soon as it is ready, while others are still being made. */
final class Outlets implements LayerListener, AutoCloseable {
    private final BuildRequest request;
    private final RegistryClient client;
    private final OutputStream standardOutput;
    private final List<Outlet> publishers = new ArrayList<>();

    private record Outlet(Output output, Publisher publisher) {}

    private Outlets(BuildRequest request, RegistryClient client, OutputStream standardOutput) {
        this.request = request;
        this.client = client;
        this.standardOutput = standardOutput;
    }

    static Outlets open(BuildRequest request, BuildServices services, OutputStream standardOutput) {
        RegistryClient client = services.client();
        PhaseTimer timer = services.timer();
        Progress progress = services.progress();
        Outlets outlets = new Outlets(request, client, standardOutput);
        List<ImageReference> tags = request.image().tags();
        for (Output output : request.outputs()) {
            if (output instanceof Output.Registry registry) {
                boolean reuse = request.options().useCache();
                outlets.publishers.add(new Outlet(
                        output,
                        new RegistryPublisher(registry, tags, client, services.cache(), reuse, timer, progress)));
            } else if (output instanceof Output.Directory directory) {
                outlets.publishers.add(new Outlet(output, new DirectoryPublisher(directory, tags, timer, progress)));
            } else if (output instanceof Output.Archive archive) {
                outlets.publishers.add(
                        new Outlet(output, new ArchivePublisher(archive, tags, standardOutput, timer, progress)));
            } else if (output instanceof Output.Engine engine) {
                EngineEndpoint endpoint = EngineEndpoint.of(request.registry().environment());
                outlets.publishers.add(
                        new Outlet(output, new EnginePublisher(engine, tags, endpoint, timer, progress)));
            } else {
                throw new IllegalArgumentException("no outlet for " + output);
            }
        }
        return outlets;
    }

    /**
     * Returns the first repository that the image is pushed to, or empty if no output is a registry. File listings of
     * base images are stored in this repository, and listings found there are trusted.
     */
    Optional<Repository> repository() {
        for (Output output : request.outputs()) {
            if (output instanceof Output.Registry) {
                return request.names(output).stream().findFirst().map(client::repository);
            }
        }
        return Optional.empty();
    }

    /** Returns the images to which the tags being pushed pointed before the push. */
    List<Manifest> standingImages() {
        return registry().map(RegistryPublisher::standingImages).orElse(List.of());
    }

    /** Returns the given blobs that are missing in the repository; all of them if no output is a registry. */
    Set<Digest> absent(Set<Digest> blobs) {
        return registry().map(publisher -> publisher.absent(blobs)).orElse(blobs);
    }

    private Optional<RegistryPublisher> registry() {
        return publishers.stream()
                .filter(outlet -> outlet.publisher() instanceof RegistryPublisher)
                .findFirst()
                .map(outlet -> (RegistryPublisher) outlet.publisher());
    }

    /** The stream that receives the archive of an output whose destination is {@code -}. */
    OutputStream standardOutput() {
        return standardOutput;
    }

    /**
     * Whether an output writes to standard output, which rules out a second run: written bytes cannot be taken back.
     */
    boolean useStandardOutput() {
        return request.outputs().stream()
                .anyMatch(output -> output instanceof Output.Archive archive && archive.isStdout());
    }

    /** Whether the image goes to one repository of one registry, and nowhere else. */
    boolean isOneRepository() {
        return publishers.size() == 1
                && publishers.get(0).publisher() instanceof RegistryPublisher registry
                && registry.isOneRepository();
    }

    /**
     * Tags an existing image in the target repository. Empty if there are other outputs, or if the repository lacks a
     * blob of the image.
     */
    Optional<List<Published>> adopt(FetchedManifest image) {
        return isOneRepository() ? ((RegistryPublisher) publishers.get(0).publisher()).adopt(image) : Optional.empty();
    }

    @Override
    public void ready(Layer layer) {
        publishers.forEach(outlet -> outlet.publisher().ready(layer));
    }

    List<Published> publish(BuiltImage image) {
        return publish(image, output -> true);
    }

    /** Publishes the image to the matching outputs only. */
    List<Published> publish(BuiltImage image, Predicate<Output> which) {
        List<Published> published = new ArrayList<>();
        for (Outlet outlet : publishers) {
            if (which.test(outlet.output())) {
                published.addAll(outlet.publisher().publish(image));
            }
        }
        return published;
    }

    @Override
    public void close() {
        publishers.forEach(outlet -> outlet.publisher().close());
    }
}
