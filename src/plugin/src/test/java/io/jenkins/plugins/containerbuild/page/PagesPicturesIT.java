package io.jenkins.plugins.containerbuild.page;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.testing.Browser;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import io.jenkins.containerbuild.testing.Skopeo;
import io.jenkins.containerbuild.testing.TestImages;
import io.jenkins.plugins.containerbuild.PackagedJenkins;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Random;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RealJenkinsRule;

/**
 * The pages of the packaged plugin in a Jenkins of its own, whose symbols and themes are the real ones, after a history that tells
 * something. Those of its pictures that the README shows are made anew with {@code -Dpictures.keep=true}.
 */
public class PagesPicturesIT {
    private static final String REGISTRY_NAME = "registry.example";
    private static final int BUILDS = 25;
    /** Has what nobody meant to have in it. */
    private static final int HEAVY = 18;

    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry().withTls();

    @Rule
    public final RealJenkinsRule jenkins = PackagedJenkins.rule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(17);

    @Test
    public void pagesLookLikeJenkinsOwn() throws Throwable {
        try (Browser browser = Browser.start();
                RegistryTunnel tunnel = new RegistryTunnel(REGISTRY.port())) {
            start(tunnel);
            history();
            checkBases(browser);
            PageLook look = new PageLook(browser, jenkins.getUrl().toURI());
            pictures(look);
            assertEquals("", String.join("\n", look.faults()));
        }
    }

    /** Presses Check now and waits until the page says what the registry has. */
    private void checkBases(Browser browser) throws Exception {
        URI page = jenkins.getUrl().toURI().resolve("manage/base-images/");
        browser.open(page);
        browser.evaluate("document.querySelector('button[name=check]').click()");
        for (int i = 0; i < 120; i++) {
            Thread.sleep(250);
            browser.open(page);
            if (browser.evaluate("document.querySelectorAll('a.container-build-behind').length == 1")
                    .equals(true)) {
                return;
            }
        }
        throw new AssertionError("no job is behind its base");
    }

    private static void pictures(PageLook look) throws IOException {
        String run = "job/shop/" + HEAVY + "/";
        look.pictures(
                "run",
                run,
                "document.querySelector('.container-build-warning')?.textContent.includes('layer-size, line 5')",
                "#main-panel");
        look.pictures(
                "build",
                run + "container-builds/",
                "document.querySelectorAll('.container-build-bar').length == 3",
                "#main-panel");
        look.pictures("job", "job/shop/", "document.querySelectorAll('.cbt-compact canvas').length > 1", "#main-panel");
        look.pictures(
                "trends",
                "job/shop/container-builds/",
                "document.querySelectorAll('.cbt-table tbody tr').length == " + BUILDS,
                "#main-panel");
        look.pictures(
                "bases",
                "manage/base-images/",
                "document.querySelectorAll('.container-build-bases tbody tr').length == 4",
                "#main-panel");
        look.pictures(
                "uses",
                "manage/base-images/uses?entry=java-17",
                "document.querySelectorAll('.container-build-uses tbody tr').length == 3",
                "#main-panel");
        look.pictures(
                "settings",
                "manage/configure",
                "document.querySelectorAll('[name=\"_.reference\"]').length == 4",
                ".jenkins-section:has([name=\"_.baseCheckMinutes\"])");
    }

    private void start(RegistryTunnel tunnel) throws Throwable {
        jenkins.javaOptions(
                "-Djenkins.security.csp.CspHeader.headerName=Content-Security-Policy",
                "-Djavax.net.ssl.trustStoreType=PKCS12",
                "-Djavax.net.ssl.trustStorePassword=secret",
                "-Djavax.net.ssl.trustStore=" + authorities());
        try (InputStream yaml = PagesPicturesIT.class.getResourceAsStream("pictures.yaml")) {
            String configuration = new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
            PackagedJenkins.start(jenkins, configuration.replace("PROXY", String.valueOf(tunnel.port())));
        }
    }

    private Path authorities() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(REGISTRY.authority())) {
            store.setCertificateEntry(
                    "ours", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path file = folder.getRoot().toPath().resolve("authorities");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
        }
        return file;
    }

    /** A service that grows and once gets a heap dump into its image, and another one that stays on an old base. */
    private void history() throws Throwable {
        TestImages.debian(REGISTRY);
        copy("base/debian:12", "base/java:17");
        copy("base/debian:12", "base/java:11");
        new ImageFixture().file("srv/a", 0644, 0, 0, "a").push(REGISTRY, "base/java:17-slim");
        writeShop("invoices", 1, "java-17");
        jenkins.runRemotely(PagesPicturesIT::build, "invoices");
        writeShop("archive", 1, "java-11");
        jenkins.runRemotely(PagesPicturesIT::build, "archive");
        TestImages.java(REGISTRY);
        writeShop("orders", 1, "java-17");
        jenkins.runRemotely(PagesPicturesIT::build, "orders");
        for (int number = 1; number <= BUILDS; number++) {
            writeShop("shop", number, "java-17");
            jenkins.runRemotely(PagesPicturesIT::build, "shop");
        }
    }

    private static void copy(String from, String to) {
        Skopeo.copy("docker://" + REGISTRY.reference(from), "docker://" + REGISTRY.reference(to));
    }

    private void writeShop(String job, int number, String base) throws IOException {
        Path workspace = jenkins.getHome().toPath().resolve("workspace").resolve(job);
        Files.createDirectories(workspace);
        Files.writeString(workspace.resolve("Dockerfile"), """
                FROM %s
                LABEL org.opencontainers.image.title="%s"
                WORKDIR /opt/%2$s
                COPY target/lib lib
                COPY config config
                COPY target/%2$s.jar ./
                USER 1000
                EXPOSE 8080
                ENTRYPOINT ["java", "-cp", "%2$s.jar:lib/*", "example.Main"]
                """.formatted(base, job));
        if (number == 1) {
            for (String library : List.of("http", "json", "logging", "metrics", "persistence", "web")) {
                bytes(workspace.resolve("target/lib/" + library + ".jar"), 400_000 * library.length());
            }
            bytes(workspace.resolve(".git/objects/pack/pack-1.pack"), 30_000_000);
            for (int i = 0; i < 200; i++) {
                bytes(workspace.resolve("web/node_modules/left-pad/" + i + ".js"), 20_000);
            }
            bytes(workspace.resolve("config/application.yaml"), 2_000);
        }
        if (number == 7) {
            bytes(workspace.resolve("target/lib/tracing.jar"), 6_400_000);
        }
        if (number == HEAVY) {
            bytes(workspace.resolve("config/java_pid4711.hprof"), 60_000_000);
        }
        if (number == HEAVY + 1) {
            Files.delete(workspace.resolve("config/java_pid4711.hprof"));
        }
        if (number % 5 != 0) {
            bytes(workspace.resolve("target/" + job + ".jar"), 3_000_000 + 200_000 * number);
        }
    }

    private void bytes(Path file, int count) throws IOException {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** In Jenkins' own process. */
    private static void build(JenkinsRule jenkins, String name) throws Exception {
        WorkflowJob job = Jenkins.get().getItemByFullName(name, WorkflowJob.class);
        if (job == null) {
            job = jenkins.createProject(WorkflowJob.class, name);
            job.setDefinition(new CpsFlowDefinition(
                    "node {\n  containerBuild image: '" + REGISTRY_NAME + "/shop/" + name
                            + "', tags: [env.BUILD_NUMBER, 'latest']\n}",
                    true));
        }
        jenkins.buildAndAssertSuccess(job);
    }
}
