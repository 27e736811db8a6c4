package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.registry.Credential.Kind;
import io.jenkins.containerbuild.registry.Credentials.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Where credentials are found, as Docker's command line finds them. */
public class CredentialsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void entriesOfTheFileAreFoundHoweverTheyAreWritten() throws IOException {
        String auth = base64("ann:secret:with colons");
        check(
                "docker login",
                "reg.example:5000",
                "{'auths':{'reg.example:5000':{'auth':'" + auth + "'}}}",
                Kind.PASSWORD,
                "ann",
                "secret:with colons");
        check(
                "an old entry",
                "reg.example",
                "{'auths':{'https://reg.example/v1/':{'auth':'" + auth + "'}}}",
                Kind.PASSWORD,
                "ann",
                "secret:with colons");
        check(
                "docker.io",
                "docker.io",
                "{'auths':{'https://index.docker.io/v1/':{'auth':'" + auth + "'}}}",
                Kind.PASSWORD,
                "ann",
                "secret:with colons");
        check(
                "user and password apart",
                "reg.example",
                "{'auths':{'reg.example':{'username':'bob','password':'pw'}}}",
                Kind.PASSWORD,
                "bob",
                "pw");
        check(
                "an identity token",
                "reg.example",
                "{'auths':{'reg.example':{'auth':'" + base64("ann:") + "','identitytoken':'idt'}}}",
                Kind.IDENTITY_TOKEN,
                "ann",
                "idt");
        check(
                "a registry token",
                "reg.example",
                "{'auths':{'reg.example':{'registrytoken':'rt'}}}",
                Kind.REGISTRY_TOKEN,
                "",
                "rt");
        check(
                "an empty entry, as credential stores leave it",
                "reg.example",
                "{'auths':{'reg.example':{}}}",
                null,
                null,
                null);
        check(
                "another registry",
                "reg.example",
                "{'auths':{'reg.example:5000':{'auth':'" + auth + "'}}}",
                null,
                null,
                null);
        check("no entries", "reg.example", "{}", null, null, null);
    }

    private void check(String name, String registry, String config, Kind kind, String user, String secret)
            throws IOException {
        Found found = find(registry, config, "");
        assertEquals(name, "", found.trouble());
        if (kind == null) {
            assertNull(name, found.credential());
        } else {
            assertEquals(name, new Credential(kind, user, secret, config().toString()), found.credential());
        }
    }

    @Test
    public void brokenFileIsReportedButNotShown() throws IOException {
        Found found = find("reg.example", "{'auths':{'reg.example':{'auth':'c2VjcmV0", "");
        assertNull(found.credential());
        assertTrue(found.trouble(), found.trouble().startsWith(config() + " cannot be read: not a JSON object"));
        assertFalse(found.trouble(), found.trouble().contains("c2VjcmV0"));
    }

    @Test
    public void credentialsOfTheCallerTakePrecedence() throws IOException {
        write("{'auths':{'reg.example':{'username':'file','password':'pw'}}}");
        RegistryOptions options =
                options("").withCredential("reg.example", Credential.ofPassword("caller", "pw", "Jenkins"));

        assertEquals(
                "caller",
                new Credentials(options).find("reg.example").credential().user());
    }

    @Test
    public void aHelperIsAsked() throws IOException {
        String bin = helper(
                "store",
                "read server; echo \"{\\\"ServerURL\\\":\\\"$server\\\",\\\"Username\\\":\\\"for $server\\\",\\\"Secret\\\":\\\"s\\\"}\"");

        assertEquals(
                "for reg.example",
                find("reg.example", "{'credsStore':'store'}", bin).credential().user());
        assertEquals(
                "for reg.example",
                find("reg.example", "{'credHelpers':{'reg.example':'store'}}", bin)
                        .credential()
                        .user());
        assertEquals(
                "for https://index.docker.io/v1/",
                find("docker.io", "{'credsStore':'store'}", bin).credential().user());
        assertNull(find("other.example", "{'credHelpers':{'reg.example':'store'}}", bin)
                .credential());
    }

    /** As pass starts gpg-agent, which keeps the pipe open. */
    @Test(timeout = 20_000)
    public void aHelperThatLeavesAnotherProcessBehindIsNotWaitedFor() throws IOException {
        String bin = helper("agent", "sleep 60 & echo '{\"Username\":\"one\",\"Secret\":\"s\"}'");

        assertEquals(
                "one",
                find("reg.example", "{'credsStore':'agent'}", bin).credential().user());
    }

    @Test
    public void theRegistrysHelperWinsOverTheOneForAll() throws IOException {
        String bin = helper("one", "echo '{\"Username\":\"one\",\"Secret\":\"s\"}'");
        helper("all", "echo '{\"Username\":\"all\",\"Secret\":\"s\"}'");

        assertEquals(
                "one",
                find("reg.example", "{'credsStore':'all','credHelpers':{'reg.example':'one'}}", bin)
                        .credential()
                        .user());
    }

    @Test
    public void aHelpersTokenIsAnIdentityToken() throws IOException {
        String bin = helper("t", "echo '{\"Username\":\"<token>\",\"Secret\":\"idt\"}'");

        assertEquals(
                new Credential(Kind.IDENTITY_TOKEN, "", "idt", "docker-credential-t"),
                find("reg.example", "{'credsStore':'t'}", bin).credential());
    }

    @Test
    public void aHelperThatDoesNotKnowIsNoTrouble() throws IOException {
        String bin = helper("none", "echo credentials not found in native keychain; exit 1");

        assertEquals(new Found(null, ""), find("reg.example", "{'credsStore':'none'}", bin));
    }

    @Test
    public void failedHelperIsReportedWithoutItsOutput() throws IOException {
        String bin = helper("broken", "echo top-secret; exit 3");
        helper("babbling", "echo top-secret");

        assertEquals(
                "docker-credential-broken ended with exit status 3",
                find("reg.example", "{'credsStore':'broken'}", bin).trouble());
        assertEquals(
                "docker-credential-babbling failed: its output is not a JSON object",
                find("reg.example", "{'credsStore':'babbling'}", bin).trouble());
        assertEquals(
                "docker-credential-gone failed: it is not on the PATH",
                find("reg.example", "{'credsStore':'gone'}", bin).trouble());
        assertEquals(
                "docker-credential-../x failed: its name must not contain a \"/\"",
                find("reg.example", "{'credsStore':'../x'}", bin).trouble());
    }

    @Test
    public void aFailingHelperLeavesTheFilesEntries() throws IOException {
        Found found = find(
                "reg.example", "{'credsStore':'gone','auths':{'reg.example':{'username':'bob','password':'pw'}}}", "");

        assertEquals("bob", found.credential().user());
    }

    @Test
    public void nothingShowsASecret() {
        Credential credential = Credential.ofPassword("ann", "top-secret", "Jenkins");
        assertFalse(credential.toString().contains("top-secret"));
        assertFalse(RegistryOptions.defaults()
                .withCredential("reg.example", credential)
                .toString()
                .contains("top-secret"));
    }

    private Found find(String registry, String config, String path) throws IOException {
        write(config);
        return new Credentials(options(path)).find(registry);
    }

    private RegistryOptions options(String path) {
        return RegistryOptions.defaults()
                .withEnvironment(Map.of("DOCKER_CONFIG", folder.getRoot().toString(), "PATH", path + ":/usr/bin:/bin"));
    }

    private Path config() {
        return folder.getRoot().toPath().resolve("config.json");
    }

    private void write(String config) throws IOException {
        Files.writeString(config(), config.replace('\'', '"'));
    }

    private String helper(String name, String script) throws IOException {
        Path file = folder.getRoot().toPath().resolve("docker-credential-" + name);
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder.getRoot().toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
