package io.jenkins.containerbuild.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The command line's stand-in in the launcher's tests: says what it was called with, or waits for a file and then loads
 * another class.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("wait")) {
            System.out.println("waiting");
            while (!Files.exists(Path.of(arguments[1]))) {
                Thread.sleep(20);
            }
            System.out.println(Later.text());
        } else {
            System.out.println(List.of(arguments) + " " + System.getProperty("given", "")
                    + Path.of("").toAbsolutePath());
        }
    }

    /** Loaded late. */
    static final class Later {
        private Later() {}

        static String text() {
            return "later";
        }
    }
}
