package io.jenkins.plugins.containerbuild.step;

import static io.jenkins.plugins.containerbuild.step.Pipelines.dockerfile;
import static io.jenkins.plugins.containerbuild.step.Pipelines.small;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import hudson.ProxyConfiguration;
import hudson.model.Label;
import hudson.slaves.DumbSlave;
import hudson.util.Secret;
import io.jenkins.containerbuild.testing.DockerEngine;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.OwnEngine;
import io.jenkins.containerbuild.testing.SelfSigned;
import io.jenkins.containerbuild.testing.TestImages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokenSource;
import org.apache.commons.io.FileUtils;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** Jenkins' secrets reach the build, but no log, no history and no disk of an agent. */
public class CredentialsTest {
    private static final String PASSWORD = "s3cr3t-word";
    private static final LocalRegistry REGISTRY = new LocalRegistry();
    private static final LocalRegistry PRIVATE = new LocalRegistry().withUser("robot", PASSWORD);
    private static final JenkinsRule JENKINS = new JenkinsRule();
    private static final Pipelines PIPELINES = new Pipelines(JENKINS);

    @ClassRule
    public static final RuleChain RULES = RuleChain.outerRule(REGISTRY)
            .around(PRIVATE)
            .around(new BuildWatcher())
            .around(JENKINS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static DumbSlave agent;
    private static String base;

    @BeforeClass
    public static void startAgent() throws Exception {
        agent = JENKINS.createOnlineSlave(Label.get("linux"));
        base = TestImages.busybox(REGISTRY);
        PIPELINES.addLogin("login", "robot", PASSWORD);
        PIPELINES.addCredentials(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "text", "", Secret.fromString("t0p-s3cr3t")));
    }

    private static String pushed(String credentialsId) {
        return "containerBuild image: '" + PRIVATE.reference("shop/app") + "', credentialsId: '" + credentialsId + "'";
    }

    /** Credentials like those of cloud plugins: no user name with a password, but convertible to a token. */
    public static final class CloudCredentials extends BaseStandardCredentials {
        private static final long serialVersionUID = 1L;

        CloudCredentials(String id) {
            super(CredentialsScope.GLOBAL, id, "");
        }
    }

    @TestExtension
    public static final class CloudTokens extends AuthenticationTokenSource<DockerRegistryToken, CloudCredentials> {
        public CloudTokens() {
            super(DockerRegistryToken.class, CloudCredentials.class);
        }

        @Override
        public DockerRegistryToken convert(CloudCredentials credentials) {
            byte[] pair = ("robot:" + PASSWORD).getBytes(StandardCharsets.UTF_8);
            return new DockerRegistryToken(
                    "nobody@example.org", Base64.getEncoder().encodeToString(pair));
        }
    }

    @Test
    public void passwordsAndCloudTokensGiveAccessToAPrivateRegistry() throws Exception {
        PIPELINES.addCredentials(new CloudCredentials("cloud"));
        for (String id : List.of("login", "cloud")) {
            WorkflowRun run = PIPELINES.succeed(small(base), pushed(id));
            assertThat(JenkinsRule.getLog(run), not(containsString(PASSWORD)));
        }
        WorkflowRun run = PIPELINES.fail(small(base), pushed("none"));
        JENKINS.assertLogContains(
                "containerBuild: invalid input: credentialsId: Jenkins has no credentials with the id \"none\"", run);
        assertEquals(List.of(), Pipelines.leftovers(agent));
    }

    @Test
    public void textsFilesAndPasswordsCanBeSecretsOfCommands() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        byte[] binary = new byte[] {(byte) 0xff, 0, 10, (byte) 0xfe, 'a'};
        PIPELINES.addCredentials(new FileCredentialsImpl(
                CredentialsScope.GLOBAL, "binary", "", "key.bin", SecretBytes.fromRawBytes(binary)));
        PIPELINES.addCredentials(new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "file",
                "",
                "settings.txt",
                SecretBytes.fromRawBytes("first-line-of-it\nsecond-line-of-it\n".getBytes(StandardCharsets.UTF_8))));
        WorkflowRun run = PIPELINES.succeed(
                dockerfile(
                        "FROM " + base,
                        "RUN --mount=type=secret,id=text --mount=type=secret,id=login --mount=type=secret,id=file"
                                + " --mount=type=secret,id=binary cd /run/secrets && echo text=$(cat text)"
                                + " login=$(cat login) && cat file && /bin/busybox sha256sum binary"),
                "containerBuild image: '" + REGISTRY.reference("engine/secret")
                        + "', noCache: true, dockerServer: [uri: '" + engine.host() + "'],",
                "  secrets: [[id: 'text', credentialsId: 'text'], [id: 'login', credentialsId: 'login'],",
                "    [id: 'file', credentialsId: 'file'], [id: 'binary', credentialsId: 'binary']]");
        JENKINS.assertLogContains("text=**** login=****", run);
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(binary));
        JENKINS.assertLogContains(sum, run);
        assertNothingShows(run, "t0p-s3cr3t", PASSWORD, "first-line-of-it", "second-line-of-it");
    }

    @Test
    public void secretsInTheOutputOfAFailedCommandAreMasked() throws Exception {
        DockerEngine engine = DockerEngine.v26().require();
        WorkflowRun run = PIPELINES.fail(
                dockerfile(
                        "FROM " + base,
                        "RUN --mount=type=secret,id=text cat /run/secrets/text && grep none /etc/group"),
                "containerBuild image: '" + REGISTRY.reference("engine/failed")
                        + "', noCache: true, dockerServer: [uri: '" + engine.host()
                        + "'], secrets: [[id: 'text', credentialsId: 'text']]");
        JENKINS.assertLogContains("containerBuild: invalid input: Dockerfile:2: ", run);
        JENKINS.assertLogContains("its last output:\n    ****", run);
        assertNothingShows(run, "t0p-s3cr3t");
        assertThat(run.getExecution().getCauseOfFailure().getMessage(), not(containsString("t0p-s3cr3t")));
    }

    @Test
    public void engineIsReachedThroughTlsWithKeysFromJenkins() throws Exception {
        DockerEngine.v20().require();
        Path certificates = folder.newFolder().toPath();
        SelfSigned.create(certificates);
        SelfSigned.createClient(certificates);
        String key = Files.readString(certificates.resolve("client.key"));
        PIPELINES.addCredentials(new DockerServerCredentials(
                CredentialsScope.GLOBAL,
                "engine",
                "",
                Secret.fromString(key),
                Files.readString(certificates.resolve("client.pem")),
                Files.readString(certificates.resolve("ca.pem"))));
        try (OwnEngine engine = OwnEngine.start(DockerEngine.v20(), "300m", certificates)) {
            String build = "containerBuild image: '" + REGISTRY.reference("engine/tls")
                    + "', noCache: true, dockerServer: [uri: '" + engine.tlsHost() + "'";
            String dockerfile = dockerfile("FROM " + base, "RUN echo built by $(id -u)");
            WorkflowRun run = PIPELINES.succeed(dockerfile, build + ", credentialsId: 'engine']");
            JENKINS.assertLogContains("built by 0", run);
            assertNothingShows(run, key.lines().skip(1).findFirst().orElseThrow());
            run = PIPELINES.fail(dockerfile, build + ", credentialsId: 'none']");
            JENKINS.assertLogContains("dockerServer: Jenkins has no credentials with the id \"none\"", run);
        }
    }

    /** Checks that neither the log nor any file of the run contains a secret. */
    private static void assertNothingShows(WorkflowRun run, String... secrets) throws Exception {
        for (var file : FileUtils.listFiles(run.getRootDir(), null, true)) {
            String text = FileUtils.readFileToString(file, StandardCharsets.ISO_8859_1);
            for (String secret : secrets) {
                assertThat(file.getName(), text, not(containsString(secret)));
            }
        }
        assertEquals(List.of(), Pipelines.leftovers(agent));
    }

    @Test
    public void jenkinsProxyIsUsedWithItsPasswordExceptForExcludedHosts() throws Exception {
        try (ProxyRecorder proxy = new ProxyRecorder()) {
            JENKINS.jenkins.setProxy(
                    new ProxyConfiguration("127.0.0.1", proxy.port(), "us er", "p@ss/wörd", "*.internal.test\n10.*"));
            WorkflowRun run =
                    PIPELINES.fail(dockerfile("FROM registry.test/base:1"), "containerBuild image: 'app', push: false");
            String authorization =
                    "Basic " + Base64.getEncoder().encodeToString("us er:p@ss/wörd".getBytes(StandardCharsets.UTF_8));
            assertEquals(
                    "a HEAD, and the GET that follows one without an answer",
                    List.of("CONNECT registry.test:443 " + authorization),
                    proxy.requests().stream().distinct().toList());
            int asked = proxy.requests().size();
            JENKINS.assertLogContains("Manage Jenkins → System", run);
            assertThat(JenkinsRule.getLog(run), not(containsString("wörd")));
            PIPELINES.fail(
                    dockerfile("FROM registry.internal.test/base:1"), "containerBuild image: 'app', push: false");
            assertEquals(asked, proxy.requests().size());
        } finally {
            JENKINS.jenkins.setProxy(null);
        }
    }
}
