package io.jenkins.containerbuild.cache;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Two processes that use one cache: what a running build writes stays, what a killed one left goes. */
public class CacheLockTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path root;

    @Before
    public void place() {
        root = folder.getRoot().toPath().resolve("cache");
    }

    @Test
    public void otherProcessKeepsFilesOfRunningBuildWhileThisProcessEvicts() throws IOException {
        try (CacheDirectory running = CacheDirectory.open(root);
                ScratchDirectory scratch = running.scratch()) {
            CacheLock ended = CacheLock.share(root);
            ended.leave(company -> CacheProgram.run(root));
            ended.release();
            assertTrue(Files.exists(scratch.path()));
        }
    }

    @Test
    public void otherProcessKeepsFilesOfRunningBuildWhenSameCacheIsClosedByAnotherPath() throws IOException {
        Path link = Files.createSymbolicLink(folder.getRoot().toPath().resolve("link"), root);
        try (CacheDirectory running = CacheDirectory.open(root);
                ScratchDirectory scratch = running.scratch()) {
            CacheDirectory.open(link).close();
            CacheProgram.run(root);
            assertTrue(Files.exists(scratch.path()));
        }
    }

    @Test
    public void otherProcessDeletesFilesOfKilledBuild() throws IOException {
        CacheDirectory killed = CacheDirectory.open(root);
        Path left = killed.scratch().path();
        killed.close();
        CacheProgram.run(root);
        assertFalse(Files.exists(left));
    }
}
