package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Attempts of one step that run on an agent at the same time. */
public class AttemptTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> log = new ArrayList<>();

    private Path temporary() {
        return folder.getRoot().toPath().resolve("workspace@tmp");
    }

    private String[] left() {
        return temporary().toFile().list();
    }

    @Test
    public void laterAttemptEndsEarlierOneAndWaitsForIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Long> orphan = new FutureTask<>(() -> {
            try (Attempt attempt = Attempt.begin(temporary(), "step", log::add)) {
                begun.countDown();
                assertThrows(InterruptedException.class, () -> Thread.sleep(60_000));
                assertThrows(CancellationException.class, attempt::check);
                Thread.sleep(300); // It takes its time to end.
                return System.nanoTime();
            }
        });
        new Thread(orphan).start();
        begun.await();
        try (Attempt later = Attempt.begin(temporary(), "step", log::add)) {
            assertTrue("the orphan ended first", orphan.isDone() && orphan.get() < System.nanoTime());
            assertEquals(
                    List.of("containerBuild: waiting for an earlier attempt of this step on this agent to end"), log);
            later.check();
            assertFalse(Thread.interrupted());
        }
        assertArrayEquals(new String[0], left());
    }

    @Test
    public void attemptsOfOtherStepsKeepRunning() throws Exception {
        try (Attempt one = Attempt.begin(temporary(), "one", log::add);
                Attempt two = Attempt.begin(temporary(), "two", log::add)) {
            Thread.sleep(600);
            one.check();
            two.check();
        }
        assertEquals(List.of(), log);
        assertArrayEquals(new String[0], left());
    }

    @Test
    public void directoriesOfKilledProcessesAreRemoved() throws Exception {
        for (String step : List.of("same", "other")) {
            Path dead = Files.createDirectories(temporary().resolve("container-build-" + step + "/dead"));
            Files.writeString(dead.resolve("key.pem"), "a key");
            for (Path path : List.of(dead, dead.getParent())) {
                Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(60)));
            }
        }
        Files.createDirectory(temporary().resolve("somebody-else"));
        Attempt.begin(temporary(), "same", log::add).close();
        assertEquals(List.of(), log);
        assertArrayEquals(new String[] {"somebody-else"}, left());
    }

    @Test
    public void onlyTheUserCanReadFilesOfAnAttempt() throws Exception {
        try (Attempt attempt = Attempt.begin(temporary(), "step", log::add)) {
            assertEquals(
                    PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(attempt.directory()));
        }
    }
}
