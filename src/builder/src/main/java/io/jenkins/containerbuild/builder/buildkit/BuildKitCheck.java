package io.jenkins.containerbuild.builder.buildkit;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.jenkins.containerbuild.engine.BuildKitTransport;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Lists the workers of a BuildKit, to check before a build that a BuildKit responds. */
final class BuildKitCheck extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    private BuildKitCheck() {}

    /** Throws {@link ServiceException} if no BuildKit responds. */
    static void run(BuildKitTransport transport) {
        try (ControlClient client = new ControlClient(transport.connect())) {
            BuildKitCheck check = new BuildKitCheck();
            client.listWorkers(BuildKitTransport.PATIENCE, check);
            Status status = check.end.get();
            if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
                throw transport.hangs(status.asException());
            }
            if (!status.isOk()) {
                throw fault(transport, status);
            }
        } catch (IOException e) {
            throw transport.fault(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuntimeException fault(BuildKitTransport transport, Status status) {
        if (status.getCause() instanceof IOException cause) {
            return transport.fault(cause);
        }
        if (status.getCode() == Status.Code.UNIMPLEMENTED) {
            return new ServiceException(transport.who() + " is not a BuildKit: it does not know"
                    + " moby.buildkit.v1.Control; name the address of buildkitd");
        }
        return transport.fault(new IOException(String.valueOf(status.getDescription()), status.asException()));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        end.complete(status);
    }
}
