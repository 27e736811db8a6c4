package io.jenkins.containerbuild.engine;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Where an engine is looked for, in the order that Docker's command line has, and what is said where it is not. */
public class EngineEndpointTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void hostThenContextThenDefault() throws IOException {
        Path config = folder.getRoot().toPath();
        Map<String, String> environment = Map.of("DOCKER_CONFIG", config.toString());
        assertEquals(
                "unix:///var/run/docker.sock", EngineEndpoint.of(environment).address());
        Files.writeString(config.resolve("config.json"), "{\"currentContext\":\"default\"}");
        assertEquals(
                "unix:///var/run/docker.sock", EngineEndpoint.of(environment).address());
        assertEquals(
                "unix:///x",
                EngineEndpoint.of(Map.of("DOCKER_HOST", "unix:///x")).address());
        Files.writeString(config.resolve("config.json"), "{\"currentContext\":\"remote\"}");
        ServiceException fault = assertThrows(ServiceException.class, () -> EngineEndpoint.of(environment));
        assertTrue(fault.getMessage(), fault.getMessage().contains("\"remote\""));
    }

    @Test
    public void tlsWithoutCheckingWhoAnswersIsRefused() throws IOException {
        String message = assertThrows(
                        ServiceException.class,
                        () -> EngineEndpoint.of(Map.of("DOCKER_HOST", "tcp://h:2376", "DOCKER_TLS", "1")))
                .getMessage();
        assertEquals(
                "DOCKER_TLS without DOCKER_TLS_VERIFY means that the identity of the engine at tcp://h:2376 is not verified;"
                        + " use DOCKER_TLS_VERIFY=1",
                message);
        Path config = folder.getRoot().toPath();
        Path meta = config.resolve("contexts/meta")
                .resolve(Digest.of("c".getBytes(StandardCharsets.UTF_8)).hex());
        Files.createDirectories(meta);
        Files.writeString(
                meta.resolve("meta.json"),
                "{\"Endpoints\":{\"docker\":{\"Host\":\"tcp://h:2376\",\"SkipTLSVerify\":true}}}");
        message = assertThrows(
                        ServiceException.class,
                        () -> EngineEndpoint.of(Map.of("DOCKER_CONFIG", config.toString(), "DOCKER_CONTEXT", "c")))
                .getMessage();
        assertTrue(message, message.contains("skip-tls-verify in the Docker context \"c\" means that the identity"));
    }

    @Test
    public void tcpAddressesHaveAHostAndAPort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]")) {
                new EngineEndpoint("tcp://" + host + ":" + server.getLocalPort() + "/")
                        .connect()
                        .close();
            }
        }
        Map<String, String> faults = new LinkedHashMap<>();
        faults.put("tcp://docker_dind:2375", "no machine of this name is known");
        faults.put("tcp://", "the address is not valid; use tcp://HOST:PORT");
        faults.put("tcp://host:65536", "the address is not valid; use tcp://HOST:PORT");
        faults.put("tcp://host:port", "the address is not valid; use tcp://HOST:PORT");
        faults.put("tcp://a host:2375:1", "the address is not valid; use tcp://HOST:PORT");
        faults.forEach((address, message) -> assertEquals(
                address,
                message,
                assertThrows(IOException.class, () -> new EngineEndpoint(address).connect())
                        .getMessage()));
    }

    @Test
    public void whatKeepsFromTheSocketIsToldWithWhatHelps() throws IOException {
        EngineEndpoint absent = new EngineEndpoint("unix://" + folder.getRoot() + "/absent.sock");
        assertTrue(
                absent.unreachable(new IOException("No such file")).getMessage().contains("install and start"));
        Path socket = folder.newFile("there.sock").toPath();
        String denied = new EngineEndpoint("unix://" + socket)
                .unreachable(new IOException("Permission denied"))
                .getMessage();
        assertTrue(denied, denied.contains("permission denied; become a member of the group"));
        assertTrue(denied, denied.contains("DOCKER_HOST"));
    }
}
