package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The completion script in bash itself. */
public class CompletionCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void bashCompletesCommandsAndOptions() throws IOException {
        Machine.requireProgram("bash");
        Ran ran = Ran.of("completion");
        assertEquals(ran.err(), 0, ran.status());
        Path script = folder.newFile("completion").toPath();
        Files.write(script, ran.outBytes());
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("bui", "build");
        cases.put("build --met", "--metadata-file");
        cases.put("plan --res", "--resolve");
        cases.put("build --ss", "");
        cases.forEach((line, expected) -> assertEquals(line, expected, complete(script, line)));
    }

    private static String complete(Path script, String line) {
        String words = "container-build " + line;
        return Command.of(
                        "bash",
                        "-c",
                        "source \"$1\"; COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$2;"
                                + " _complete_container-build 2>/dev/null; echo \"${COMPREPLY[*]}\"",
                        "bash",
                        script.toString(),
                        words)
                .output()
                .strip();
    }
}
