package io.jenkins.containerbuild;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.InputException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.Test;

public class LookAheadTest {
    private final AtomicBoolean looked = new AtomicBoolean();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    public void finishingWaitsForIt() {
        try (LookAhead ahead = LookAhead.start(() -> {
            pause();
            looked.set(true);
        })) {
            ahead.finish();
            assertTrue(looked.get());
        }
    }

    @Test
    public void whatItMeetsIsForThePlanningToTell() {
        try (LookAhead ahead = LookAhead.start(() -> {
            looked.set(true);
            throw new InputException("missing");
        })) {
            ahead.finish();
            assertTrue("it looked, and its failure did not reach the build", looked.get());
        }
    }

    @Test(timeout = 10_000)
    public void aBuildThatFailsEndsIt() {
        LookAhead.start(this::waitForEver).close();
        assertTrue("interrupted", looked.get());
    }

    @Test(timeout = 10_000)
    public void whoIsInterruptedDoesNotWait() {
        try (LookAhead ahead = LookAhead.start(this::waitForEver)) {
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, ahead::finish);
            assertTrue("the flag stays", Thread.interrupted());
            assertFalse("still looking", looked.get());
        }
    }

    private void waitForEver() {
        try {
            never.await();
        } catch (InterruptedException e) {
            looked.set(true);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
