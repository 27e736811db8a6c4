package io.jenkins.containerbuild.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority of our own (ca.pem) and a certificate by it for this machine and for registry.test (server.pem, server.key). */
final class SelfSigned {
    private SelfSigned() {}

    static void create(Path folder) throws IOException {
        Machine.requireProgram("openssl");
        Files.writeString(folder.resolve("names"), "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:registry.test\n");
        openssl(
                folder,
                "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=test-authority");
        openssl(folder, "req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=127.0.0.1");
        openssl(
                folder,
                "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile names");
    }

    /** A certificate by the same authority for someone who calls (client.pem, client.key). */
    static void createClient(Path folder) {
        openssl(folder, "req -newkey rsa:2048 -nodes -keyout client.key -out client.csr -subj /CN=caller");
        openssl(folder, "x509 -req -in client.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out client.pem -days 2");
    }

    private static void openssl(Path folder, String arguments) {
        Command.of("openssl", arguments.split(" ")).in(folder).output();
    }
}
