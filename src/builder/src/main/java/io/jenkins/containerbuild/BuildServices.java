package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;

/**
 * The services that all steps of one build share.
 *
 * @param remote fetches the remote sources of ADD
 */
record BuildServices(
        RegistryClient client, CacheDirectory cache, RemoteFiles remote, PhaseTimer timer, Progress progress)
        implements AutoCloseable {
    static BuildServices open(BuildRequest request, Progress progress) {
        CacheDirectory cache =
                CacheDirectory.open(request.cache().directory(), request.cache().limit());
        RegistryClient client = new RegistryClient(request.registry());
        RemoteFiles remote =
                new RemoteFiles(cache, client.web(), request.options().useCache());
        return new BuildServices(client, cache, remote, new PhaseTimer(progress), progress);
    }

    @Override
    public void close() {
        client.close();
        cache.close();
    }
}
