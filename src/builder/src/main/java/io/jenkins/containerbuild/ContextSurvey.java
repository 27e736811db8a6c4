package io.jenkins.containerbuild;

import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextTotals;
import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Counts the files and bytes of the whole context, to report how much of it a build needs. A separate thread counts
 * while the build runs. Totals are left unknown if a file cannot be read, or if counting takes over 1 s longer than the
 * build.
 */
final class ContextSurvey implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;

    private final ContextPlan plan;
    /** Null if the totals were not requested. */
    private final FutureTask<ContextTotals> totals;

    private Thread thread;

    private ContextSurvey(ContextPlan plan, FutureTask<ContextTotals> totals) {
        this.plan = plan;
        this.totals = totals;
    }

    /** A survey that leaves the totals unknown. */
    static ContextSurvey without(ContextPlan plan) {
        return new ContextSurvey(plan, null);
    }

    /** Starts counting. */
    static ContextSurvey start(DiskTree tree, ContextPlan plan) {
        ContextSurvey survey = new ContextSurvey(plan, new FutureTask<>(() -> ContextTotals.of(tree, plan)));
        survey.thread = new Thread(survey.totals, "container-build context");
        survey.thread.setDaemon(true);
        survey.thread.start();
        return survey;
    }

    /** Returns the context figures; called at the end of the build. Waits up to 1 s for the totals. */
    BuildReport.Context context() {
        if (totals == null) {
            return of(plan);
        }
        try {
            return of(totals.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS), plan);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while the files of the context were counted");
        } catch (ExecutionException | TimeoutException notKnown) {
            return of(plan);
        }
    }

    static BuildReport.Context of(ContextPlan plan) {
        return new BuildReport.Context(-1, -1, -1, plan.sentFiles(), plan.sentBytes());
    }

    static BuildReport.Context of(ContextTotals totals, ContextPlan plan) {
        return new BuildReport.Context(
                totals.files(),
                totals.bytes(),
                totals.ignoredFiles(),
                plan.sentFiles(),
                plan.sentBytes(),
                totals.leftOut().stream()
                        .map(directory ->
                                new BuildReport.LeftOut(directory.path() + "/", directory.files(), directory.bytes()))
                        .toList());
    }

    /**
     * Stops counting, and waits up to 1 s for the last read to end, because the caller may delete the context directory
     * next.
     */
    @Override
    public void close() {
        if (totals != null) {
            totals.cancel(true);
            try {
                thread.join(PATIENCE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
