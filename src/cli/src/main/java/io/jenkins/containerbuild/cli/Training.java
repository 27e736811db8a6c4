package io.jenkins.containerbuild.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Runs typical builds, so that the launcher can store the loaded classes in a class-data sharing archive. Needs no
 * network: a server on the loopback address responds to every request with "not found". Arguments: the directory of the
 * example java-service, and an empty directory.
 */
final class Training {
    private Training() {}

    public static void main(String[] arguments) throws IOException {
        String example = arguments[0];
        String folder = arguments[1];
        String file = folder + "/Dockerfile";
        Files.writeString(Path.of(file), """
                ARG BASE=base
                FROM ${BASE}
                LABEL org.opencontainers.image.title="links"
                WORKDIR /srv
                COPY conf/*.properties conf/
                COPY --chown=1:1 data/ /data/
                EXPOSE 8080
                USER 1
                ENTRYPOINT ["true"]
                """);
        String registry = emptyRegistry();
        build(folder, "-f", example + "/base.Dockerfile", "-o", "type=oci,tar=false,dest=" + folder + "/base", example);
        String base = "base=oci-layout://" + folder + "/base";
        build(folder, "-f", file, "--build-context", base, "-t", registry + "/links:1", "--push", example);
        build(folder, "-f", file, "--build-context", base, "-o", "type=oci,dest=" + folder + "/links.tar", example);
        build(folder, "-f", file, "--build-arg", "BASE=" + registry + "/base:1", example);
        Main.main(new String[] {"plan", "--json", "-f", example + "/base.Dockerfile", example});
    }

    private static String emptyRegistry() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> exchange.sendResponseHeaders(404, -1));
        server.start();
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private static void build(String folder, String... words) {
        String[] command = new String[words.length + 3];
        command[0] = "build";
        command[1] = "--cache-dir";
        command[2] = folder + "/cache";
        System.arraycopy(words, 0, command, 3, words.length);
        Main.run(command);
    }
}
