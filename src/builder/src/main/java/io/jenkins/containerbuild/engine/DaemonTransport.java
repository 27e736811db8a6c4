package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.net.Socket;

/** Connects to a {@code buildkitd}, which speaks HTTP/2 from the first byte. */
record DaemonTransport(EngineEndpoint endpoint) implements BuildKitTransport {
    @Override
    public String who() {
        return "BuildKit at " + endpoint;
    }

    @Override
    public Socket connect() throws IOException {
        return endpoint.connect();
    }

    @Override
    public String setting() {
        return endpoint.daemon().setting();
    }

    @Override
    public ServiceException unreachable(IOException e) {
        return endpoint.unreachable(e);
    }
}
