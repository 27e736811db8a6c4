package io.jenkins.containerbuild.cache;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Opens a cache in a process of its own and closes it again, as a build that needs nothing does. */
public final class CacheProgram {
    private CacheProgram() {}

    public static void main(String... args) {
        CacheDirectory.open(Path.of(args[0])).close();
    }

    /** Runs this program and waits for its end. */
    static void run(Path root) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                List.of(java, "-cp", System.getProperty("java.class.path"), CacheProgram.class.getName(), root + "");
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
