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
 * Engine requests other than builds, made with docker-java: loading and saving images, and information about the
 * engine. The first docker-java request takes a new process half a second of CPU time. Requests that every build needs
 * therefore use {@link EngineClient}, and this class is loaded only if needed.
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
     * Loads an image into the engine.
     *
     * @param archive writes the image in the format of {@code docker save}
     * @throws ServiceException if the engine does not accept the image
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

    /** Collects errors that the engine reports in its response body, after it has already sent a success status. */
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

    /** Returns the image in the format of {@code docker save}; closing the stream ends the transfer. */
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

    /** Returns the engine's error message from the JSON body that docker-java puts into its exception text. */
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

    /**
     * A configuration that reads no files and no environment variables, because {@link EngineEndpoint} has already done
     * so.
     */
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
