package io.jenkins.containerbuild.cli.launcher;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** ./container-build: packages when it must and only then, whoever calls it and from wherever. */
public class LauncherTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Checkout checkout;

    @Before
    public void checkout() throws IOException {
        checkout = new Checkout(folder.getRoot().toPath().resolve("check out"));
    }

    @Test
    public void firstUsePackagesAndLaterOnesDoNot() throws IOException {
        Command.Result first =
                checkout.launch("a", "b  c", "", "*", "$HOME").run().orFail();
        assertEquals("[a, b  c, , *, $HOME] /\n", first.out());
        assertTrue(first.err(), first.err().contains("packaging the command line"));
        assertTrue("what Maven says goes to stderr: " + first.err(), first.err().contains("Maven speaks"));
        Command.Result second = checkout.launch("again").run().orFail();
        assertEquals("[again] /\n", second.out());
        assertEquals("", second.err());
        assertEquals(1, checkout.packagings());
    }

    @Test
    public void anArchiveOfClassesIsMadeWithTheJar() throws IOException {
        checkout.launch("a").output();
        try (Stream<Path> files = Files.walk(checkout.root.resolve("src/cli/target/launcher"))) {
            long bytes = files.filter(file -> file.toString().endsWith(".jsa"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertTrue("a class-data sharing archive of " + bytes + " bytes", bytes > 1_000_000);
        }
        String source =
                checkout.launch("a").with("JAVA_OPTS", "-Xlog:class+load=info").output();
        assertTrue(source, source.contains("java.lang.Object source: shared objects file"));
    }

    @Test
    public void twoAtOncePackageOnce() throws IOException {
        assertTwoAtOncePackageOnce(System.getenv("PATH"));
    }

    @Test
    public void twoAtOncePackageOnceWhereThereIsNoFlock() throws IOException {
        assertTwoAtOncePackageOnce(checkout.pathWithout("flock"));
    }

    private void assertTwoAtOncePackageOnce(String path) throws IOException {
        CompletableFuture<String> one = CompletableFuture.supplyAsync(
                () -> checkout.launch("1").with("PATH", path).output());
        CompletableFuture<String> two = CompletableFuture.supplyAsync(
                () -> checkout.launch("2").with("PATH", path).output());
        assertEquals("[1] /\n", one.join());
        assertEquals("[2] /\n", two.join());
        assertEquals(1, checkout.packagings());
    }

    @Test
    public void theLockOfAProcessThatIsGoneHoldsNobodyUp() throws IOException {
        String path = checkout.pathWithout("flock");
        Path launcher = Files.createDirectories(checkout.root.resolve("src/cli/target/launcher"));
        Files.createSymbolicLink(launcher.resolve("owner"), Path.of("999999999"));
        assertEquals("[1] /\n", checkout.launch("1").with("PATH", path).output());
    }

    @Test
    public void changedSourcesArePackagedAgain() throws IOException {
        checkout.launch().output();
        checkout.write("src/builder/src/main/java/a/A.java", "2");
        assertPackagedAgain(2, "a changed source");
        Path old = checkout.write("src/cli/src/main/java/Main.java", "2");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000_000_000L));
        assertPackagedAgain(3, "a source that was replaced by one with an old time");
        Files.delete(checkout.root.resolve("src/builder/src/main/java/a/B.java"));
        assertPackagedAgain(4, "a source that is gone");
        checkout.write("src/cli/src/main/java/New.java", "1");
        assertPackagedAgain(5, "a new source");
        checkout.write("src/builder/pom.xml", "2");
        assertPackagedAgain(6, "a changed pom");
        checkout.write("src/builder/src/test/java/a/ATest.java", "2");
        checkout.launch().output();
        assertEquals("a changed test is packaged by nobody", 6, checkout.packagings());
    }

    private void assertPackagedAgain(int packagings, String why) throws IOException {
        checkout.launch().output();
        assertEquals(why, packagings, checkout.packagings());
        checkout.launch().output();
        assertEquals(why + ", and then not again", packagings, checkout.packagings());
    }

    @Test
    public void whatGitPullBringsIsPackaged() throws IOException {
        Machine.requireProgram("git");
        git(checkout.root, "init", "-q");
        commit();
        Path clone = folder.getRoot().toPath().resolve("clone");
        git(folder.getRoot().toPath(), "clone", "-q", checkout.root.toString(), clone.toString());
        Files.copy(checkout.root.resolve("prepared.jar"), clone.resolve("prepared.jar"));
        Command.of(clone.resolve("container-build").toString()).output();
        checkout.write("src/builder/src/main/java/a/A.java", "2");
        commit();
        git(clone, "pull", "-q");
        Command.of(clone.resolve("container-build").toString()).output();
        assertEquals(2, Files.readAllLines(clone.resolve("packagings")).size());
    }

    private void commit() {
        git(checkout.root, "add", "-A");
        git(checkout.root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "change");
    }

    private static void git(Path folder, String... arguments) {
        // Whoever runs this may sign commits, or pull in ways of their own.
        Command.of("git", arguments)
                .in(folder)
                .with("GIT_CONFIG_GLOBAL", "/dev/null")
                .output();
    }

    @Test
    public void itIsFoundThroughLinksAndFromAnyFolder() throws IOException {
        Path links = Files.createDirectories(folder.getRoot().toPath().resolve("links"));
        Path absolute = Files.createSymbolicLink(links.resolve("absolute"), checkout.root.resolve("container-build"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../check out/container-build"));
        assertEquals(
                "[a] /\n", Command.of(absolute.toString(), "a").in(Path.of("/")).output());
        assertEquals(
                "[b] " + links + "\n", Command.of("./relative", "b").in(links).output());
        assertEquals(
                "[c] " + checkout.root + "\n",
                Command.of("sh", "container-build", "c").in(checkout.root).output());
        String path = links + ":" + System.getenv("PATH");
        assertEquals(
                "[d] /\n",
                Command.of("sh", "-c", "relative d")
                        .in(Path.of("/"))
                        .with("PATH", path)
                        .output());
        assertEquals(1, checkout.packagings());
    }

    @Test
    public void javaOptionsReachJava() {
        String options = "-Dgiven=yes -Xmx64m -XX:+UseG1GC";
        assertEquals(
                "[a] yes/\n", checkout.launch("a").with("JAVA_OPTS", options).output());
    }

    @Test
    public void withoutAJavaItSaysWhatWouldWork() throws IOException {
        Command.Result result = checkout.launch().with("JAVA_HOME", "/nowhere").run();
        assertEquals(3, result.exit());
        assertTrue(result.err(), result.err().contains("install a JDK 17 or newer, or set JAVA_HOME to its folder"));
        Path old = checkout.root.resolve("target/jdk/bin/java");
        checkout.write("target/jdk/bin/java", "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019' >&2\n");
        assertTrue(old.toFile().setExecutable(true));
        result = checkout.launch()
                .with("JAVA_HOME", checkout.root.resolve("target/jdk").toString())
                .run();
        assertEquals(3, result.exit());
        assertTrue(result.err(), result.err().contains("is Java 11; install a JDK 17 or newer"));
        assertEquals(0, checkout.packagings());
    }

    @Test
    public void aFailedPackagingIsToldAndTriedAgain() throws IOException {
        checkout.mvnw("exit 1");
        Command.Result failed = checkout.launch("a").run();
        assertEquals(3, failed.exit());
        assertEquals("", failed.out());
        assertTrue(failed.err(), failed.err().contains("packaging failed"));
        checkout.mvnw("mkdir -p src/cli/target; cp prepared.jar src/cli/target/container-build.jar");
        assertEquals("[a] /\n", checkout.launch("a").output());
    }

    @Test
    public void oneThatRunsIsNotHurtByAPackaging() throws Exception {
        Path signal = folder.getRoot().toPath().resolve("signal");
        checkout.launch().output();
        Process running = checkout.launch("wait", signal.toString()).start();
        assertEquals('w', running.getInputStream().read());
        for (int i = 2; i <= 3; i++) {
            checkout.write("src/cli/src/main/java/Main.java", "change " + i);
            checkout.launch().output();
            assertEquals(i, checkout.packagings());
        }
        Files.writeString(signal, "");
        assertTrue(running.waitFor(30, TimeUnit.SECONDS));
        assertEquals("aiting\nlater\n", new String(running.getInputStream().readAllBytes()));
        assertEquals(0, running.exitValue());
    }
}
