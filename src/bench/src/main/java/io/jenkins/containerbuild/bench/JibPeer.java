package io.jenkins.containerbuild.bench;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Jib in a warm JVM; {@link #main} runs Jib as a separate process. */
record JibPeer(String name, String base, String imagePrefix, Path cache) implements Peer {

    /** A file or directory of the project, and its path in the image. */
    record CopiedPath(String source, String destination) {}

    @Override
    public boolean ours() {
        return false;
    }

    @Override
    public boolean isWarm() {
        return true;
    }

    @Override
    public Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            containerize(scenario, directory);
        } catch (InvalidImageReferenceException
                | CacheDirectoryCreationException
                | ExecutionException
                | RegistryException e) {
            throw new IOException(e);
        }
        return new Sample((System.nanoTime() - start) / 1e9, -1);
    }

    private void containerize(Scenario scenario, Path directory)
            throws IOException, InterruptedException, InvalidImageReferenceException, CacheDirectoryCreationException,
                    ExecutionException, RegistryException {
        JibContainerBuilder builder = Jib.from(RegistryImage.named(base));
        for (CopiedPath file : scenario.files()) {
            Path source = directory.resolve(file.source());
            AbsoluteUnixPath destination = AbsoluteUnixPath.get(file.destination());
            // Jib expects the parent directory in the image.
            builder.addLayer(List.of(source), parent(destination));
        }
        builder.containerize(Containerizer.to(RegistryImage.named(imagePrefix + scenario.imageName()))
                .setAllowInsecureRegistries(true)
                .setBaseImageLayersCache(cache.resolve("base"))
                .setApplicationLayersCache(cache.resolve("application")));
    }

    private static AbsoluteUnixPath parent(AbsoluteUnixPath path) {
        String text = path.toString();
        int slash = text.lastIndexOf('/');
        return AbsoluteUnixPath.get(slash == 0 ? "/" : text.substring(0, slash));
    }

    /** Arguments: scenario, directory, base, image prefix, cache. */
    public static void main(String[] args) throws Exception {
        Scenario scenario = Scenarios.named(args[0]);
        new JibPeer("jib", args[2], args[3], Path.of(args[4])).run(scenario, Path.of(args[1]));
        // Jib's HTTP client leaves non-daemon threads.
        System.exit(0);
    }
}
