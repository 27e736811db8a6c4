package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.dockerfile.Frontends;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.testing.DockerEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Whatever line makes an engine load a frontend, {@link Frontends} names that frontend. */
public class EngineFrontendTest {
    /** Nothing listens there, so an engine that reads the line fails at once and names the address. */
    private static final String FRONTEND = "127.0.0.1:1/evil/f:1";

    private static final String[] HEADS = {
        "# syntax=%s\n",
        "#syntax = %s\r\n",
        "# SYNTAX=%s\n",
        "# foo=bar\n# syntax=%s\n",
        "# escape=`\n# syntax=%s\n",
        "# a comment\n# syntax=%s\n",
        "\n# syntax=%s\n",
        " # syntax=%s\n",
        "#\rsyntax\r=\r%s\n",
        "#\rsyntax=%s\n",
        "#\u00A0syntax=%s\n",
        "# foo=bar\r# syntax=%s\n",
        "#!/bin/sh\n# syntax=%s\n",
        "\uFEFF# syntax=%s\n",
    };

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyLineThatTheEngineReadsIsNamed() throws IOException {
        for (DockerEngine engine :
                List.of(DockerEngine.v20().require(), DockerEngine.v26().require())) {
            Path context = folder.newFolder().toPath();
            List<String> read = new ArrayList<>();
            for (String head : HEADS) {
                byte[] dockerfile = (head.formatted(FRONTEND) + "FROM scratch\nCOPY Dockerfile /\n")
                        .getBytes(StandardCharsets.UTF_8);
                Files.write(context.resolve("Dockerfile"), dockerfile);
                if (loadsFrontend(engine, context)) {
                    read.add(head);
                    assertEquals(head, List.of(FRONTEND), Frontends.namedIn(dockerfile));
                }
            }
            assertTrue(read.toString(), read.contains(HEADS[0]));
        }
    }

    private boolean loadsFrontend(DockerEngine engine, Path context) throws IOException {
        try {
            EngineRequests.of(engine, context, folder.newFolder().toPath())
                    .load("engine-frontend/none:1")
                    .build(Progress.NONE);
            return false;
        } catch (BuildException e) {
            return e.getMessage().contains("evil/f");
        }
    }
}
