package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Dockerfiles that ask for what no engine can hold are refused with the line, or with what is too much. */
public class HostileDockerfileTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path context;

    @Before
    public void writeContext() throws IOException {
        context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("f"), "x");
    }

    private EmbeddedRun run() throws IOException {
        return new EmbeddedRun(context, folder.newFolder().toPath());
    }

    private record Row(String dockerfile, String message) {}

    @Test
    public void pathsThatAreTooLongAreRefusedWithTheirLine() throws IOException {
        String deep = "a/".repeat(1500);
        List<Row> rows = List.of(
                new Row("FROM scratch\nWORKDIR /" + "a/".repeat(30_000), "Dockerfile:2: "),
                new Row("FROM scratch\nWORKDIR /" + deep + "\nWORKDIR " + deep, "Dockerfile:3: "),
                new Row("FROM scratch\nWORKDIR /" + "n".repeat(256), "Dockerfile:2: "),
                new Row("FROM scratch\nCOPY f /" + "a/".repeat(30_000), "Dockerfile:2: "),
                new Row("FROM scratch\nWORKDIR /" + deep + "\nCOPY f " + deep, "Dockerfile:3: "),
                new Row("FROM scratch\nADD f /" + "n".repeat(256), "Dockerfile:2: "),
                new Row("FROM scratch\nCOPY <<EOF /" + deep + deep + "x\nhello\nEOF\n", "Dockerfile:2: "));
        for (Row row : rows) {
            InputException e = assertThrows(InputException.class, () -> run().build(row.dockerfile()));
            assertTrue(e.getMessage(), e.getMessage().startsWith(row.message()));
            assertTrue(e.getMessage(), e.getMessage().contains("more than "));
            assertTrue("a short message", e.getMessage().length() < 300);
        }
    }

    @Test
    public void deepPathsAreMade() throws IOException {
        assertEquals(
                2,
                run().build("FROM scratch\nWORKDIR /" + "a/".repeat(2000) + "\nCOPY f .\n")
                        .steps()
                        .size());
    }

    @Test
    public void moreLayersThanEnginesRunAreRefused() throws IOException {
        run().build("FROM scratch\n" + "COPY f /f\n".repeat(127));
        InputException e =
                assertThrows(InputException.class, () -> run().build("FROM scratch\n" + "COPY f /f\n".repeat(128)));
        assertTrue(
                e.getMessage(),
                e.getMessage().startsWith("the image would have 128 layers, and engines support at most"));
    }

    /** What is built can be a base. */
    @Test
    public void configurationThatExceedsLimitsIsRefused() throws IOException {
        String labels = "FROM scratch\nENV A=" + "v".repeat(50_000) + "\n";
        for (int i = 0; i < 12; i++) {
            labels += "LABEL l" + i + "=" + "$A".repeat(20) + "\n";
        }
        String dockerfile = labels;
        InputException e = assertThrows(InputException.class, () -> run().build(dockerfile));
        assertTrue(e.getMessage(), e.getMessage().startsWith("the image's configuration would have "));
    }
}
