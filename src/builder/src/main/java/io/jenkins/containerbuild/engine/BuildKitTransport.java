package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** A way to a BuildKit: opens connections to it and explains why they fail. */
public interface BuildKitTransport {
    /** How long a service may take for a request that costs no work. */
    Duration PATIENCE = Duration.ofSeconds(15);

    /** The engine that Docker's command line uses in this environment. */
    static BuildKitTransport docker(Map<String, String> environment) {
        return new EngineClient(EngineEndpoint.of(environment));
    }

    /**
     * A builder of {@code docker buildx}.
     *
     * @param name "" for the current one
     * @throws io.jenkins.containerbuild.fault.InputException if buildx has no builder of this name
     */
    static BuildKitTransport buildx(String name, Map<String, String> environment) {
        BuildxTransport builder = new BuildxTransport(name, environment);
        return builder.dockerContext()
                .map(context -> docker(BuildxTransport.inContext(environment, context)))
                .orElse(builder);
    }

    /** A {@code buildkitd} at an address as in BUILDKIT_HOST. */
    static BuildKitTransport daemon(String address, Map<String, String> environment) {
        return new DaemonTransport(EngineEndpoint.ofBuildKit(address, environment));
    }

    /** The service as messages name it, for example {@code the engine at unix:///var/run/docker.sock}. */
    String who();

    /**
     * Opens a connection on which BuildKit expects HTTP/2.
     *
     * @throws NoSessionException if the service has no BuildKit
     */
    Socket connect() throws IOException;

    /** The setting that selects another service. */
    String setting();

    /** What to throw if no connection can be made. */
    ServiceException unreachable(IOException e);

    /** What to throw if a connection cannot be made or broke: also for an interrupt. */
    default RuntimeException fault(IOException e) {
        if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            return new CancellationException("interrupted");
        }
        return e.getCause() instanceof ServiceException found ? found : unreachable(e);
    }

    /**
     * What to throw if the connection broke during a longer request.
     *
     * @param work that was in progress
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

    /** What to throw if the service accepts connections and does not respond. */
    default ServiceException hangs(Exception e) {
        return new ServiceException(
                who() + " accepted the connection but did not respond within " + PATIENCE.toSeconds()
                        + " s; restart it, or name another with "
                        + setting(),
                e);
    }
}
