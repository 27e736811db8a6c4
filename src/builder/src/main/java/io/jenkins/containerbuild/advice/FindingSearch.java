package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Stage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Searches the needed files of a build for findings, on a separate thread while the build runs. */
public final class FindingSearch implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;

    private final FutureTask<List<Finding>> task;
    private final Thread thread;

    private FindingSearch(FutureTask<List<Finding>> task) {
        this.task = task;
        this.thread = new Thread(task, "container-build findings");
    }

    /**
     * Searches on the calling thread and returns the findings.
     *
     * @param stages the needed stages, the target last
     * @param rules the rules to check
     */
    public static List<Finding> search(ContextPlan plan, List<Stage> stages, Set<FindingRule> rules) {
        return Findings.of(plan, stages, rules, new ContentScan(ScanMemory.none()));
    }

    /**
     * Starts a search on a separate thread.
     *
     * @param stages the needed stages, the target last
     * @param rules the rules to check
     * @param cache remembers which files contain no secrets
     * @param context identifies the context and the Dockerfile
     */
    public static FindingSearch start(
            ContextPlan plan, List<Stage> stages, Set<FindingRule> rules, CacheDirectory cache, String context) {
        FindingSearch search = new FindingSearch(new FutureTask<>(() -> {
            ScanMemory memory = ScanMemory.open(cache, context);
            List<Finding> findings = Findings.of(plan, stages, rules, new ContentScan(memory));
            memory.save();
            return findings;
        }));
        search.thread.setDaemon(true);
        search.thread.start();
        return search;
    }

    /** Waits for the search and returns its findings, sorted by decreasing severity, then by decreasing size. */
    public List<Finding> findings() {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the files were searched for findings");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException unchecked
                    ? unchecked
                    : new IllegalStateException(e.getCause());
        }
    }

    /**
     * Stops the search and waits up to 1 s for its last read to end, because the caller may delete the directory next.
     */
    @Override
    public void close() {
        task.cancel(true);
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
