package io.jenkins.containerbuild;

import io.jenkins.containerbuild.ContainerBuild.Detail;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.context.ContextTotals;
import io.jenkins.containerbuild.context.DiskTree;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How much of its context a build needs. Everything is counted on a thread of its own beside the build, which takes little of it for
 * granted: what cannot be read, or takes longer than the build by more than a second, is not known.
 */
final class ContextSurvey implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 1_000;

    private final ContextPlan plan;
    /** Null where nobody counts. */
    private final FutureTask<ContextTotals> totals;

    private Thread thread;

    private ContextSurvey(ContextPlan plan, FutureTask<ContextTotals> totals) {
        this.plan = plan;
        this.totals = totals;
    }

    /** Begins to count where the details ask for it. */
    static ContextSurvey start(Set<Detail> details, DiskTree tree, ContextPlan plan) {
        if (!details.contains(Detail.CONTEXT_TOTALS)) {
            return new ContextSurvey(plan, null);
        }
        ContextSurvey survey = new ContextSurvey(plan, new FutureTask<>(() -> ContextTotals.of(tree, plan)));
        survey.thread = new Thread(survey.totals, "container-build context");
        survey.thread.setDaemon(true);
        survey.thread.start();
        return survey;
    }

    /** What is known of the context when the build is done. */
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

    /** Ends the counting; nothing is read any more when this returns, since the directory may be deleted next. */
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
