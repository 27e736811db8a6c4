package io.jenkins.containerbuild.engine;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.api.model.AuthConfigurations;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LoadResponseItem;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.core.SSLConfig;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/**
 * What an engine's API has beside builds, by docker-java. Its first request costs a fresh process half a second of processor time, so what
 * every build needs goes by {@link EngineClient} alone; this class is loaded where an image is loaded or taken out, or a fault explained.
 */
public final class EngineApi implements AutoCloseable {
    private final EngineClient engine;
    private final EngineTransport transport;
    private final DockerClient docker;

    public EngineApi(EngineClient engine) {
        this.engine = engine;
        this.transport = new EngineTransport(engine);
        this.docker = DockerClientImpl.getInstance(
                new Settings(URI.create(engine.endpoint().address())), transport);
    }

    /**
     * Takes in an image.
     *
     * @param archive writes it as {@code docker save} does
     * @throws ServiceException where the engine does not take it
     */
    public void load(EngineClient.Body archive) {
        Loading loading = new Loading();
        try {
            docker.loadImageAsyncCmd(new EngineTransport.Written(archive))
                    .exec(loading)
                    .awaitCompletion();
        } catch (InterruptedException e) {
            transport.close();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (DockerException e) {
            throw refused("could not load the image", message(e));
        }
        if (!loading.failure.isEmpty()) {
            throw refused("could not load the image", loading.failure);
        }
    }

    /** An engine that has begun to answer tells of faults in the answer. */
    private static final class Loading extends ResultCallback.Adapter<LoadResponseItem> {
        private volatile String failure = "";

        @Override
        public void onNext(LoadResponseItem item) {
            if (item.isErrorIndicated()) {
                failure = item.getErrorDetail() == null
                        ? item.getError()
                        : item.getErrorDetail().getMessage();
            }
        }
    }

    /** An image as {@code docker save} writes it; closing the stream ends the transfer. */
    public InputStream save(Digest image) {
        try {
            return docker.saveImageCmd(image.toString()).exec();
        } catch (DockerException e) {
            throw refused("does not give the image away", message(e));
        }
    }

    Info info() {
        return docker.infoCmd().exec();
    }

    Version version() {
        return docker.versionCmd().exec();
    }

    private ServiceException refused(String what, String why) {
        return new ServiceException("the engine at " + engine.endpoint() + " " + what + ": " + why);
    }

    /** The engine's own words. */
    private static String message(DockerException fault) {
        String text = String.valueOf(fault.getMessage());
        try {
            String body = text.substring(Math.max(0, text.indexOf('{')));
            String message =
                    JsonObject.parse(body.getBytes(StandardCharsets.UTF_8)).string("message");
            return message.isEmpty() ? text : message;
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    @Override
    public void close() {
        transport.close();
    }

    /** Nothing is looked up in files or in the environment: that was done where the endpoint was found. */
    private record Settings(URI dockerHost) implements DockerClientConfig {
        @Override
        public URI getDockerHost() {
            return dockerHost;
        }

        @Override
        public RemoteApiVersion getApiVersion() {
            return RemoteApiVersion.UNKNOWN_VERSION;
        }

        @Override
        public String getRegistryUsername() {
            return null;
        }

        @Override
        public String getRegistryPassword() {
            return null;
        }

        @Override
        public String getRegistryEmail() {
            return null;
        }

        @Override
        public String getRegistryUrl() {
            return null;
        }

        @Override
        public AuthConfig effectiveAuthConfig(String imageName) {
            return null;
        }

        @Override
        public AuthConfigurations getAuthConfigurations() {
            return new AuthConfigurations();
        }

        @Override
        public SSLConfig getSSLConfig() {
            return null;
        }
    }
}
