package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The source of a secret's value. A value in a file or variable is read when an engine requests it, and is not kept.
 */
public sealed interface SecretSource {
    /** Maximum size in bytes of a secret that engines accept. */
    long MOST_BYTES = 500 * 1024;

    /** Reads the value; throws {@link InputException} if it is missing or too large. */
    byte[] read();

    /** A secret in a file, given as {@code src=FILE}. */
    record InFile(Path file) implements SecretSource {
        @Override
        public byte[] read() {
            try {
                if (Files.size(file) > MOST_BYTES) {
                    throw new InputException("the secret in " + file + " has " + Files.size(file) + " bytes; at most "
                            + MOST_BYTES + " can be given to a build");
                }
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new InputException("the secret in " + file + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /** A secret whose value the caller supplies. */
    record Given(byte[] value) implements SecretSource {
        @Override
        public byte[] read() {
            if (value.length > MOST_BYTES) {
                throw new InputException(
                        "a secret has " + value.length + " bytes; at most " + MOST_BYTES + " can be given to a build");
            }
            return value.clone();
        }

        @Override
        public String toString() {
            return "given value";
        }
    }

    /** A secret in an environment variable, given as {@code env=NAME}. */
    record InVariable(String name, Map<String, String> environment) implements SecretSource {
        @Override
        public byte[] read() {
            String value = environment.get(name);
            if (value == null) {
                throw new InputException("the secret's variable " + name + " is not set; export it, or name another");
            }
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "variable " + name;
        }
    }
}
