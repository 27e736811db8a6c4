package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes a request and never answers; tells when who asked has hung up. */
final class SilentServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    SilentServer() throws IOException {
        Thread thread = new Thread(this::serve, "silent server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        try (Socket socket = server.accept();
                InputStream in = socket.getInputStream()) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                asked.countDown();
            }
        } catch (IOException e) {
            // A reset is a hang-up, too.
        }
        hungUp.countDown();
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    void awaitRequest(int seconds) throws InterruptedException {
        assertTrue("nobody asked", asked.await(seconds, TimeUnit.SECONDS));
    }

    void awaitHangUp(int seconds) throws InterruptedException {
        assertTrue("still connected", hungUp.await(seconds, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
