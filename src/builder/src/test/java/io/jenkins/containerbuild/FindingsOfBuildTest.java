package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.advice.Finding;
import io.jenkins.containerbuild.advice.FindingComments;
import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Findings as a plan and a build report them. */
public class FindingsOfBuildTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private TestProject project;

    @Before
    public void createProject() throws IOException {
        project = new TestProject(folder.newFolder("context").toPath());
    }

    private void file(String path, long bytes) throws IOException {
        Path file = project.context.resolve(path);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(bytes);
        }
    }

    private List<Finding> findings(String dockerfile) throws IOException {
        project.write("Dockerfile", dockerfile);
        BuildRequest request = project.request(folder.getRoot().toPath().resolve("cache"), List.of());
        return ContainerBuild.plan(request, Set.of(), Progress.NONE).findings();
    }

    private String table(String dockerfile) throws IOException {
        return findings(dockerfile).stream()
                .map(each -> String.join(
                        " | ",
                        each.rule(),
                        each.severity().id(),
                        each.path(),
                        each.description(),
                        each.bytes() + " B",
                        "saves " + each.savedBytes() + " B",
                        "line " + each.line(),
                        each.advice()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private Set<String> rules(String dockerfile) throws IOException {
        return findings(dockerfile).stream().map(Finding::rule).collect(Collectors.toSet());
    }

    /** The workspace of a new user. */
    @Test
    public void everythingIsNamedWithLineAndRemedy() throws IOException {
        project.write(".env", "DB_PASSWORD=correct-horse-battery\n");
        project.write("deploy.txt", "use ghp_" + "k3Jd8sLq0ZxW2vBnM5tYr7Ua1PcE9oXh4GiF" + "\n");
        file(".git/objects/pack", 3_000);
        file("node_modules/a/index.js", 2_000);
        file("data/app.sqlite", 9_000_000);
        for (int i = 0; i < 20; i++) {
            file("img/" + i + ".png", 200_000);
        }
        file("java_pid7.hprof", 700_000);
        file("server.js", 10);
        assertEquals("""
                secret-content | high | deploy.txt | GitHub token | 45 B | saves 45 B | line 3 | add deploy.txt to .dockerignore; use RUN --mount=type=secret or pass it when the container starts
                secret | high | .env | environment file with a secret | 34 B | saves 34 B | line 3 | add .env to .dockerignore; use RUN --mount=type=secret or pass it when the container starts
                state-data | medium | data/app.sqlite | database | 9000000 B | saves 9000000 B | line 3 | add data/app.sqlite to .dockerignore; keep state in a volume or a service
                state-data | medium | java_pid7.hprof | heap dump | 700000 B | saves 700000 B | line 3 | add java_pid7.hprof to .dockerignore; keep state in a volume or a service
                vcs-data | medium | .git/ | version control data | 3000 B | saves 3000 B | line 3 | add .git to .dockerignore
                media | low | img/ | 20 pictures | 4000000 B | saves 4000000 B | line 3 | add img to .dockerignore; serve it from an object store
                dependency-cache | low | node_modules/ | dependency cache | 2000 B | saves 2000 B | line 3 | add node_modules to .dockerignore
                """, table("FROM scratch\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"server.js\"]\n"));
    }

    @Test
    public void advicesRemoveTheirFindings() throws IOException {
        project.write(
                "keys/a[1].key",
                "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n");
        file("!x/.svn/entries", 9);
        for (int i = 0; i < 12; i++) {
            file("pictures/" + i % 3 + "/" + i + ".jpg", 300_000);
            file("mixed/" + i + ".png", 300_000);
            file("mixed/page" + i + "a.html", 3);
            file("mixed/page" + i + "b.html", 3);
            file("log/app.log." + i, 200_000);
        }
        file("photo#1.jpg", 7_000_000);
        file("lib/app-tests.jar", 7_000);
        file(".idea/workspace.xml", 7);
        String dockerfile = "FROM scratch\nCOPY . /\n";
        StringBuilder ignore = new StringBuilder();
        List<Finding> found = findings(dockerfile);
        assertEquals(found.toString(), 8, found.size());
        for (Finding finding : found) {
            String patterns = finding.advice().replaceFirst("^add (.*) to \\.dockerignore.*$", "$1");
            ignore.append(patterns.replaceAll(", | and ", "\n")).append('\n');
        }
        project.write(".dockerignore", ignore.toString());
        assertEquals(List.of(), findings(dockerfile));
    }

    @Test
    public void filesOfOtherStagesCountIfCopyFromTakesThem() throws IOException {
        file("src/main.ts", 10);
        file("src/app.db", 500_000);
        file("other/dump.sql", 2_000_000);
        String build = "FROM node AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM node\n";
        assertEquals(Set.of(), rules(build + "COPY --from=build /app/dist /srv\n"));
        assertEquals(Set.of("state-data"), rules(build + "COPY --from=build /app/src /srv\n"));
        List<Finding> all = findings(build + "COPY --from=build /app /srv\n");
        assertEquals(
                List.of("other/dump.sql", "src/app.db"),
                all.stream().map(Finding::path).toList());
        assertEquals(500_000, all.get(1).savedBytes());
        assertEquals(Set.of("state-data", "source-code"), rules("FROM build AS x\n" + build + "FROM build\n"));
    }

    /** All triggers have the line of the FROM that runs them. */
    @Test
    public void eachTriggerOfAStageCounts() throws IOException {
        file("src/main.ts", 10);
        file("src/app.db", 500_000);
        String build =
                "FROM scratch AS parent\n%sFROM parent AS build\nFROM scratch\nCOPY --from=build /app/src /srv\n";
        String whole = "ONBUILD COPY . /app\n";
        String other = "ONBUILD COPY src/main.ts /tmp/\n";
        for (String triggers : List.of(whole, whole + other, other + whole)) {
            assertEquals(triggers, Set.of("state-data"), rules(build.formatted(triggers)));
        }
    }

    @Test
    public void secretsAndHistoryOfABuildStageAreLessSerious() throws IOException {
        project.write(".env", "API_TOKEN=r4nd0mv4lue\n");
        file(".git/HEAD", 30);
        assertEquals("""
                secret | medium | .env | environment file with a secret | 22 B | saves 0 B | line 2 | add .env to .dockerignore; use RUN --mount=type=secret or pass it when the container starts
                vcs-data | low | .git/ | version control data, used only while building | 30 B | saves 0 B | line 2 | add .git to .dockerignore
                """, table("FROM go AS build\nCOPY . /src\nFROM scratch\nCOPY --from=build /bin/app /\n"));
    }

    /** Keys of tests are no secrets, and many environment files have none. */
    @Test
    public void severityOfSecretsFollowsWhatIsKnown() throws IOException {
        String key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTU\n";
        for (String path :
                List.of("a/server.key", "testdata/server.key", "tls_test.go", "src/client.spec.ts", "x.go")) {
            project.write(path, key);
        }
        project.write(".env", "COMPOSE_PROJECT_NAME=shop\nAPI_TOKEN=${API_TOKEN}\n");
        project.write(".env.production", "API_TOKEN=\"r4nd0mv4lue\"\n");
        project.write("certificate.pem", "-----BEGIN CERTIFICATE-----\nMIID\n");
        project.write(".npmrc", "registry=https://registry.example/\n//registry.example/:_authToken=${TOKEN}\n");
        Map<String, String> severities = new TreeMap<>();
        findings("FROM scratch\nCOPY . /\n")
                .forEach(each -> severities.put(each.path(), each.severity().id()));
        assertEquals(
                Map.of(
                        "a/server.key", "high",
                        "x.go", "high",
                        ".env.production", "high",
                        "testdata/server.key", "medium",
                        "tls_test.go", "medium",
                        "src/client.spec.ts", "medium",
                        ".env", "low"),
                severities);
    }

    @Test
    public void copyThatFillsAVolumeIsFound() throws IOException {
        file("data/a/1", 50);
        file("data/2", 60);
        file("conf/3", 70);
        String expected = "volume-data | low | data/ | 2 files in volume /srv/data | 110 B | saves 110 B | line 3"
                + " | add data to .dockerignore; put the files into the volume when the container starts\n";
        assertEquals(expected, table("FROM scratch\nVOLUME /srv/data\nCOPY . /srv/\n"));
        assertEquals(Set.of("volume-data"), rules("FROM scratch\nCOPY data /srv/data\nVOLUME /srv/data\n"));
        assertEquals(Set.of(), rules("FROM scratch\nCOPY conf /srv/conf\nVOLUME /srv/data\n"));
        assertEquals(Set.of(), rules("FROM a AS b\nVOLUME /srv\nCOPY . /srv\nFROM scratch\nCOPY --from=b /x /\n"));
    }

    @Test
    public void sourcesBesideCompiledOutputAreFound() throws IOException {
        file("src/main/java/A.java", 100);
        file("src/test/java/ATest.java", 50);
        file("pom.xml", 5);
        String outside = "FROM jre\nCOPY . /app\n";
        assertEquals(Set.of(), rules(outside));
        assertEquals(
                "source-code | low | src/ | 2 Java, Kotlin or Scala source files, compiled by line 3 | 150 B"
                        + " | saves 150 B | line 2 | compile in an earlier stage, and copy only the result into the"
                        + " last one with COPY --from\n",
                table(outside + "RUN ./mvnw -q package\n"));
        file("target/app.jar", 5_000);
        assertEquals(
                "source-code | low | src/ | 2 Java, Kotlin or Scala source files beside compiled ones | 150 B"
                        + " | saves 150 B | line 2 | copy only what was compiled, such as target/app.jar, instead of"
                        + " everything\n",
                table(outside));
        assertEquals(Set.of(), rules("FROM jre\nCOPY target/app.jar /app/\n"));
        project.delete("target/app.jar");
        assertEquals(Set.of(), rules(outside + "RUN apt-get install -y maven ant && rm -rf /var/lib/apt\n"));
        assertEquals(Set.of("source-code"), rules(outside + "RUN cd /app && CI=1 /opt/mvn -q package\n"));
        file("web/a.ts", 3);
        file("web/lib/b.js", 3);
        assertEquals(Set.of(), rules(outside));
        file("web/lib/a.js", 3);
        assertEquals(Set.of("source-code"), rules(outside));
    }

    @Test
    public void namedFilesAreWantedUnlessTheyAreSecretOrState() throws IOException {
        file("rootfs.tar.gz", 2_000_000);
        file("app.jar", 60_000_000);
        file("intro.mp4", 2_000_000);
        file("node_modules/x.js", 10);
        String copy = "FROM scratch\nCOPY rootfs.tar.gz *.jar intro.mp4 /\nCOPY node_modules /node_modules\n";
        assertEquals(Set.of(), rules(copy));
        project.write("id_rsa", "x");
        assertEquals(
                "secret | high | id_rsa | SSH private key | 1 B | saves 1 B | line 2 | remove it from line 2; use"
                        + " RUN --mount=type=secret or pass it when the container starts\n",
                table("FROM scratch\nCOPY id_rsa /root/.ssh/\n"));
    }

    @Test
    public void commentsSwitchRulesOff() throws IOException {
        file("a.db", 300_000);
        file(".git/HEAD", 3);
        file("id_rsa", 3);
        assertEquals(Set.of("state-data", "vcs-data", "secret"), rules("FROM scratch\nCOPY . /\n"));
        project.write(".dockerignore", "# container-build: ignore=secret\n");
        assertEquals(
                Set.of("vcs-data"),
                rules("#syntax=docker/dockerfile:1\n#container-build:  ignore = state-data\n"
                                .replace("ignore =", "ignore=")
                        + "FROM scratch\nCOPY . /\n"));
        assertEquals(
                Set.of(), rules("# container-build: ignore=state-data, vcs-data,nonsense\nFROM scratch\nCOPY . /\n"));
    }

    @Test
    public void unknownRuleInACommentIsAWarning() {
        List<String> warnings = new ArrayList<>();
        FindingComments.withoutIgnored(
                EnumSet.allOf(FindingRule.class),
                "app.Dockerfile",
                List.of("FROM x", " # container-build: ignore=vcs-dat"),
                warnings::add);
        assertEquals(1, warnings.size());
        String start =
                "app.Dockerfile:2: no rule for findings has the name \"vcs-dat\" (did you mean vcs-data?); use one"
                        + " of secret, secret-content, ";
        assertTrue(warnings.get(0), warnings.get(0).startsWith(start));
    }

    @Test
    public void buildRemembersHarmlessFilesAndReportsTheSame() throws IOException {
        project.write("settings.txt", "nothing\n".repeat(10)).touch("settings.txt", 1);
        project.write(
                "key.txt", "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAyVJTUt9Us8cKjMzEfYyjiWA4R4ypbHqGC0H0\n");
        project.write("Dockerfile", "FROM scratch\nCOPY . /\n");
        Path cache = folder.getRoot().toPath().resolve("cache");
        // Files are remembered once the clock of the file system has ticked after they were written.
        for (int i = 0; i < 1_000 && !Files.exists(cache.resolve("scans")); i++) {
            buildWithKeyInText(cache);
        }
        try (Stream<Path> scans = Files.list(cache.resolve("scans"))) {
            assertTrue(scans.anyMatch(file -> file.toFile().length() >= 16));
        }
        buildWithKeyInText(cache);
    }

    private void buildWithKeyInText(Path cache) {
        List<Finding> found = ContainerBuild.build(
                        project.request(cache, List.of()), OutputStream.nullOutputStream(), Progress.NONE)
                .findings();
        assertEquals(1, found.size());
        assertEquals("secret-content", found.get(0).rule());
        assertEquals(Severity.HIGH, found.get(0).severity());
        assertFalse(found.toString(), found.toString().contains("MIIE"));
    }

    @Test
    public void findingsAreBoundedAndTheMostSeriousComeFirst() throws IOException {
        for (int i = 100; i < 200; i++) {
            file("d" + i + "/a.db", 100_000 + i);
        }
        file("id_rsa", 3);
        List<Finding> found = findings("FROM scratch\nCOPY . /\n");
        assertEquals(50, found.size());
        assertEquals("id_rsa", found.get(0).path());
        assertEquals("d199/a.db", found.get(1).path());
    }
}
