package io.jenkins.plugins.containerbuild.history;

import hudson.model.Api;
import hudson.model.Run;
import io.jenkins.containerbuild.report.PlanReport;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The records of the images that a run built, and the page that shows them. */
@ExportedBean
public final class RunHistory implements RunAction2 {
    static final String URL_NAME = "container-builds";

    private final ArrayList<BuildRecord> records = new ArrayList<>();
    private transient Run<?, ?> run;

    /**
     * Stores the record of a build in the run and in the job's history. Several steps of a run may call this method
     * concurrently.
     *
     * @param image image name in the step, used if the report contains no name
     * @param alternatives alternative base images with their sizes
     */
    public static BuildRecord add(
            Run<?, ?> run, String image, BoundedReport bounded, List<PlanReport.Alternative> alternatives)
            throws IOException {
        HistoryRecord kept = HistoryRecord.of(bounded.report(), JobHistory.build(run));
        BuildRecord record = BuildRecord.of(image, bounded, alternatives);
        synchronized (run) {
            RunHistory history = run.getAction(RunHistory.class);
            if (history == null) {
                history = new RunHistory();
                run.addAction(history);
            }
            history.add(record);
        }
        run.save();
        JobHistory.add(run, kept);
        return record;
    }

    private synchronized void add(BuildRecord record) {
        records.add(record);
    }

    /** The records, in the order in which the builds ended. Also included in {@code api/json} of the run. */
    @Exported(visibility = 2)
    public synchronized List<BuildRecord> getRecords() {
        return List.copyOf(records);
    }

    /** The records, each compared with the previous build of the same image. Reads the job's history. */
    public List<ComparedRecord> getCompared() {
        return ComparedRecord.of(run, getRecords());
    }

    /** Serves {@code api/json}. */
    public Api getApi() {
        return new Api(this);
    }

    /** The run, for pages. */
    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public void onLoad(Run<?, ?> owner) {
        run = owner;
    }

    @Override
    public String getIconFileName() {
        return "symbol-layers-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Container images";
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }
}
