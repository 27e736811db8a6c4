package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** Opens connections to BuildKit and explains why they fail. */
public interface BuildKitTransport {
    /** Timeout for connecting, and for requests that cause no build work. */
    Duration PATIENCE = Duration.ofSeconds(15);

    /** The engine that Docker's command line uses in this environment. */
    static BuildKitTransport docker(Map<String, String> environment) {
        return new EngineClient(EngineEndpoint.of(environment));
    }

    /**
     * Selects a builder of {@code docker buildx}.
     *
     * @param name name of the builder, or "" for the current one
     * @throws io.jenkins.containerbuild.fault.InputException if buildx has no builder of this name
     */
    static BuildKitTransport buildx(String name, Map<String, String> environment) {
        BuildxTransport builder = new BuildxTransport(name, environment);
        return builder.dockerContext()
                .map(context -> docker(BuildxTransport.inContext(environment, context)))
                .orElse(builder);
    }

    /** A {@code buildkitd} at the given address, which has the syntax of BUILDKIT_HOST. */
    static BuildKitTransport daemon(String address, Map<String, String> environment) {
        return new DaemonTransport(EngineEndpoint.ofBuildKit(address, environment));
    }

    /** The name of the service in messages, for example {@code the engine at unix:///var/run/docker.sock}. */
    String who();

    /**
     * Opens a connection on which BuildKit expects HTTP/2.
     *
     * @throws NoSessionException if the service has no BuildKit
     */
    Socket connect() throws IOException;

    /** The setting with which users select another service, in the words of error messages. */
    String setting();

    /** Returns the exception to throw if no connection can be made. */
    ServiceException unreachable(IOException e);

    /**
     * Returns the exception to throw if a connection cannot be made or has broken; a {@link CancellationException} if
     * this thread was interrupted.
     */
    default RuntimeException fault(IOException e) {
        if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new CancellationException("interrupted");
        }
        return e.getCause() instanceof ServiceException found ? found : unreachable(e);
    }

    /**
     * Returns the exception to throw if the connection broke during a long request.
     *
     * @param work the interrupted work, for example {@code the build}
     */
    default RuntimeException brokenInTheMiddle(String work, IOException e) {
        RuntimeException fault = fault(e);
        return fault == e.getCause() || !(fault instanceof ServiceException)
                ? fault
                : new ServiceException(
                        who() + " went away in the middle of " + work + " (" + e.getMessage()
                                + "); see its log, and build again when it is back",
                        e);
    }

    /** Returns the exception to throw if the service accepts connections but does not respond. */
    default ServiceException hangs(Exception e) {
        return new ServiceException(
                who() + " accepted the connection but did not respond within " + PATIENCE.toSeconds()
                        + " s; restart it, or name another with "
                        + setting(),
                e);
    }
}
