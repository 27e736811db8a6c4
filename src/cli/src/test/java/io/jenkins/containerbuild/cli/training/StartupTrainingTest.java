package io.jenkins.containerbuild.cli.training;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.Command;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What the launcher trains on must be what users do, so each of its commands must work. */
public class StartupTrainingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void eachCommandWorks() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Command.Result result = Command.of(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartupTraining.class.getName(),
                        folder.getRoot().toString())
                .with("DOCKER_CONFIG", folder.getRoot().toString())
                .run();
        assertEquals(result.text(), 0, result.exit());
        assertTrue(result.text(), result.text().contains("COPY --chown=1000:1000 *.jar /srv/app.jar"));
    }
}
