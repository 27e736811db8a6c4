package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Restrictions for untrusted changes on an agent, even if none of their commands run there. */
public class UntrustedSourceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path agent;
    private Path workspace;

    @Before
    public void checkOut() throws IOException {
        agent = folder.getRoot().toPath();
        workspace = Files.createDirectories(agent.resolve("workspace/job"));
        Files.createDirectory(workspace.resolve("app"));
        Files.writeString(workspace.resolve("app/Dockerfile"), "FROM scratch\n");
        Files.createDirectory(agent.resolve(".ssh"));
        Files.writeString(agent.resolve(".ssh/id"), "a key\n");
    }

    private void check(String context, String dockerfile) {
        Path place = workspace.resolve(context).normalize();
        new UntrustedSource(workspace, place, place.resolve(dockerfile).normalize()).check();
    }

    private void assertLeadsOut(String context, String dockerfile) {
        String message = assertThrows(
                        context + " " + dockerfile, InputException.class, () -> check(context, dockerfile))
                .getMessage();
        assertThat(message, containsString("out of the workspace, to " + agent));
    }

    @Test
    public void linksInsideTheWorkspaceAreAllowed() throws IOException {
        Files.createSymbolicLink(workspace.resolve("other"), Path.of("app"));
        Files.createSymbolicLink(workspace.resolve("other.Dockerfile"), Path.of("app/Dockerfile"));
        check("", "app/Dockerfile");
        check("app", "Dockerfile");
        check("other", "Dockerfile");
        check("", "other.Dockerfile");
        check("", "isNotThere");
    }

    @Test
    public void pathsOutsideTheWorkspaceAreAllowedIfThePipelineSetsThem() throws IOException {
        Path shared = Files.createDirectory(agent.resolve("shared"));
        Files.writeString(shared.resolve("Dockerfile"), "FROM scratch\n");
        check(shared.toString(), "Dockerfile");
        check("app", shared.resolve("Dockerfile").toString());
    }

    @Test
    public void linksOutOfTheWorkspaceAreRefused() throws IOException {
        Files.createSymbolicLink(workspace.resolve("context"), agent);
        Files.createSymbolicLink(workspace.resolve("key"), agent.resolve(".ssh/id"));
        assertLeadsOut("context", "Dockerfile");
        assertLeadsOut("context/.ssh", "Dockerfile");
        assertLeadsOut("", "key");
        Files.createSymbolicLink(workspace.resolve("app/Dockerfile.dockerignore"), agent.resolve(".ssh/id"));
        assertLeadsOut("app", "Dockerfile");
        Files.delete(workspace.resolve("app/Dockerfile.dockerignore"));
        Files.createSymbolicLink(workspace.resolve("app/.dockerignore"), Path.of("../../../.ssh/id"));
        assertLeadsOut("app", "Dockerfile");
    }

    @Test
    public void onlyDockersOwnFrontendsAreAllowed() throws IOException {
        Files.writeString(workspace.resolve("app/Dockerfile"), "# syntax=docker/dockerfile:1\nFROM scratch\n");
        check("app", "Dockerfile");
        for (String other : new String[] {"evil.example/docker/dockerfile:1", "docker/dockerfile:1.0-experimental"}) {
            Files.writeString(
                    workspace.resolve("app/Dockerfile"), "# foo=bar\n# Syntax = " + other + "\nFROM scratch\n");
            String message = assertThrows(other, InputException.class, () -> check("app", "Dockerfile"))
                    .getMessage();
            assertThat(message, containsString("must not choose its own frontend"));
            assertThat(message, containsString(other));
        }
    }

    @Test
    public void configurationForUntrustedChangeContainsNoLogins() throws IOException {
        Path own = Files.createDirectories(agent.resolve("docker/contexts")).getParent();
        Files.writeString(
                own.resolve("config.json"),
                "{\"auths\":{\"r.example\":{\"auth\":\"eDp5\"}},\"credsStore\":\"pass\",\"credHelpers\":{\"a\":\"b\"},"
                        + "\"currentContext\":\"far\"}");
        Path secret = Files.createDirectory(agent.resolve("secret"));
        Map<String, String> variables =
                DockerConfiguration.of(Map.of("DOCKER_CONFIG", own.toString())).withoutLogins(secret);
        Path written = Path.of(variables.get("DOCKER_CONFIG"));
        assertTrue(written.startsWith(secret));
        JsonObject json = JsonObject.parse(Files.readAllBytes(written.resolve("config.json")));
        assertEquals(Map.of("currentContext", "far"), json.members());
        assertTrue(Files.isDirectory(written.resolve("contexts")));
        assertFalse(Files.exists(written.resolve("ca.pem")));
        assertEquals(own.resolve("buildx").toString(), variables.get("BUILDX_CONFIG"));
    }

    @Test
    public void environmentForUntrustedChangeContainsNoLogins() throws IOException {
        Map<String, String> environment = Map.of("DOCKER_CONFIG", agent.toString(), "DOCKER_AUTH_CONFIG", "{}");
        for (Trust trust : Trust.values()) {
            AgentAccess access = new AgentAccess(Map.of(), Map.of(), environment, List.of(), null, trust);
            Path secret = Files.createDirectory(agent.resolve("secret" + trust));
            assertEquals(
                    trust == Trust.FULL, access.options(secret).environment().containsKey("DOCKER_AUTH_CONFIG"));
        }
    }
}
