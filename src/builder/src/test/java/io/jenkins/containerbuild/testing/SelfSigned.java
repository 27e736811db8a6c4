package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An authority of our own (ca.pem) and a certificate by it for this machine, for registry.test and for registry.example (server.pem,
 * server.key).
 */
public final class SelfSigned {
    private SelfSigned() {}

    public static void create(Path folder) throws IOException {
        Machine.requireProgram("openssl");
        Files.writeString(
                folder.resolve("names"),
                "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:registry.test,DNS:registry.example\n");
        openssl(
                folder,
                "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-authority");
        openssl(folder, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1");
        openssl(
                folder,
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names");
    }

    /** A certificate by the same authority for someone who calls (client.pem, client.key). */
    public static void createClient(Path folder) {
        openssl(folder, "req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj /CN=caller");
        openssl(folder, "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out client.pem -days 2");
    }

    /** Certificates by the same authority, for this machine and for someone who calls, that ended yesterday (expired-server.pem, expired-client.pem). */
    public static void createExpired(Path folder) {
        openssl(
                folder,
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out expired-server.pem -days -1 -extfile names");
        openssl(
                folder,
                "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out expired-client.pem -days -1");
    }

    private static void openssl(Path folder, String arguments) {
        Command.of("openssl", arguments.split(" ")).in(folder).output();
    }
}
