package io.jenkins.containerbuild.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.AssumptionViolatedException;

/** What stands on this machine: programs, and the variables of {@code .ci/engines}. */
public final class Machine {
    private static final String HOW = ".ci/engines start";
    private static final Map<String, String> VARIABLES = variables();
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private Machine() {}

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        String engines = System.getenv().getOrDefault("CONTAINER_BUILD_ENGINES", "/var/lib/container-build-engines");
        Path file = Path.of(engines, "variables");
        if (Files.isReadable(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    int equals = line.indexOf('=');
                    variables.put(line.substring(0, equals), line.substring(equals + 1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read what .ci/engines has written", e);
            }
        }
        variables.putAll(System.getenv());
        return variables;
    }

    /** A variable of the environment or, where that has none, of the running engines; "" where neither has it. */
    public static String variable(String name) {
        return VARIABLES.getOrDefault(name, "");
    }

    /** Skips the calling test, or fails it where engines are required, if the program is not on the PATH. */
    public static void requireProgram(String name) {
        require(hasProgram(name), name);
    }

    /** Whether the program is on the PATH (or in Debian's sbin folders). */
    public static boolean hasProgram(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator
                + "/sbin";
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return true;
            }
        }
        return false;
    }

    /** Skips the calling test loudly, or fails it where engines are required, if what it needs is not present. */
    public static void require(boolean present, String what) {
        if (present) {
            return;
        }
        String message = what + " is not on this machine; on Debian 12, as root, this installs and starts it: " + HOW;
        if (Boolean.getBoolean("engines.required")) {
            throw new AssertionError(message);
        }
        if (TOLD.add(what)) {
            System.err.println("[SKIPPED TESTS] " + message);
        }
        throw new AssumptionViolatedException(message);
    }
}
