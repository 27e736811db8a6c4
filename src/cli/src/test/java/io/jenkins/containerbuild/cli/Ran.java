package io.jenkins.containerbuild.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a run of the command line left behind. */
record Ran(int status, byte[] outBytes, String err) {

    static Ran of(String... args) {
        return with(Map.of(), args);
    }

    static Ran with(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new PrintStream(out, false), new PrintStream(err, false), environment);
        int status = Main.run(terminal, args);
        return new Ran(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    String out() {
        return new String(outBytes, StandardCharsets.UTF_8);
    }
}
