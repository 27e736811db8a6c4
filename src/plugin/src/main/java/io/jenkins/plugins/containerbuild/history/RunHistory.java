package io.jenkins.plugins.containerbuild.history;

import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The images that a run built, and the page that shows them. */
@ExportedBean
public final class RunHistory implements RunAction2 {
    private final ArrayList<BuildRecord> records = new ArrayList<>();
    private transient Run<?, ?> run;

    /** Keeps a record with its run and in the job's history; steps may finish at once. */
    public static void add(Run<?, ?> run, BuildRecord record) throws IOException {
        synchronized (run) {
            RunHistory history = run.getAction(RunHistory.class);
            if (history == null) {
                history = new RunHistory();
                run.addAction(history);
            }
            history.add(record);
        }
        run.save();
    }

    private synchronized void add(BuildRecord record) {
        records.add(record);
    }

    /** In the order in which they were done. */
    @Exported
    public synchronized List<BuildRecord> getRecords() {
        return List.copyOf(records);
    }

    /** For pages. */
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
        return "container-builds";
    }
}
