package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.registry.Credentials.Found;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Calls a credential helper, {@code docker-credential-NAME}. The helper reads a server name from standard input and
 * writes the credential as JSON. Messages never include the helper's output, because it may contain a secret.
 */
final class CredentialHelper {
    private static final long SECONDS = 30;
    private static final long MILLIS_OF_THE_LAST_BYTES = 1000;
    private static final int LONGEST_OUTPUT = 1 << 20;
    private static final String NOT_FOUND = "credentials not found";

    private final String program;
    private final Map<String, String> environment;

    CredentialHelper(String name, Map<String, String> environment) {
        this.program = "docker-credential-" + name;
        this.environment = environment;
    }

    /** Requests the credential for a server. */
    Found get(String server) {
        try {
            ProcessBuilder builder = new ProcessBuilder(onPath(), "get");
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            return call(builder.start(), server);
        } catch (IOException | IllegalArgumentException e) {
            return new Found(null, program + " failed: " + e.getMessage());
        }
    }

    private String onPath() throws IOException {
        if (program.contains("/")) {
            throw new IOException("its name must not contain a \"/\"");
        }
        for (String folder : environment.getOrDefault("PATH", "").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate)) {
                return candidate.toString();
            }
        }
        throw new IOException("it is not on the PATH");
    }

    private Found call(Process process, String server) throws IOException {
        try {
            // The output is read in another thread, so that a helper that fills the pipe or never ends cannot block the
            // build.
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Thread reader = new Thread(() -> read(process.getInputStream(), output), program);
            reader.setDaemon(true);
            reader.start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(server.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // A helper may respond without reading its input.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return new Found(null, program + " did not respond within " + SECONDS + " s");
            }
            // A process the helper started, such as an agent, may hold the pipe open indefinitely.
            reader.join(MILLIS_OF_THE_LAST_BYTES);
            byte[] answer = output.toByteArray();
            if (process.exitValue() != 0) {
                return new String(answer, StandardCharsets.UTF_8).contains(NOT_FOUND)
                        ? new Found(null, "")
                        : new Found(null, program + " ended with exit status " + process.exitValue());
            }
            return new Found(read(answer), "");
        } catch (InterruptedException e) {
            throw Backoff.cancelled();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void read(InputStream in, ByteArrayOutputStream output) {
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count >= 0 && output.size() < LONGEST_OUTPUT; count = in.read(buffer)) {
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // The output ends here.
        }
    }

    private Credential read(byte[] answer) throws IOException {
        JsonObject json;
        try {
            json = JsonObject.parse(answer);
        } catch (IllegalArgumentException e) {
            throw new IOException("its output is not a JSON object"); // The cause would quote the output.
        }
        String user = json.string("Username");
        return user.equals("<token>")
                ? new Credential(Credential.Kind.IDENTITY_TOKEN, "", json.string("Secret"), program)
                : Credential.ofPassword(user, json.string("Secret"), program);
    }
}
