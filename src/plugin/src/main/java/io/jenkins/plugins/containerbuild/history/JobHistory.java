package io.jenkins.plugins.containerbuild.history;

import hudson.Extension;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.report.history.HistoryContent;
import io.jenkins.containerbuild.report.history.HistoryFile;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.nio.file.Files;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads and writes the file {@code container-builds.jsonl} in a job's directory. The job's pages read this file instead
 * of loading builds. The file moves with the job; a copied job starts with a new file.
 */
public final class JobHistory {
    private static final Logger LOGGER = Logger.getLogger(JobHistory.class.getName());
    private static final String NAME = "container-builds.jsonl";

    private JobHistory() {}

    /** Whether the job has a history, which means that it has built an image. Accesses the disk. */
    public static boolean existsFor(Job<?, ?> job) {
        return Files.exists(file(job).path());
    }

    /** The newest records; throws {@link ServiceException} if they cannot be read. */
    public static HistoryContent of(Job<?, ?> job) {
        HistoryContent history = file(job).read();
        if (history.damaged() > 0) {
            LOGGER.log(
                    Level.WARNING,
                    "History of container builds of {1}: {0} damaged lines were moved to the file with the ending"
                            + " .damaged",
                    new Object[] {history.damaged(), job.getFullName()});
        }
        return history;
    }

    static void add(Run<?, ?> run, HistoryRecord record) {
        try {
            file(run.getParent()).append(record);
        } catch (ServiceException e) {
            LOGGER.log(Level.WARNING, "The image of " + run + " could not be added to the trends of its job", e);
        }
    }

    /** Number and link of a run. The link is relative to the job, so that it remains valid if the job is renamed. */
    static HistoryRecord.Build build(Run<?, ?> run) {
        return new HistoryRecord.Build(
                String.valueOf(run.getNumber()), run.getNumber() + "/" + RunHistory.URL_NAME + "/");
    }

    private static HistoryFile file(Job<?, ?> job) {
        return new HistoryFile(job.getRootDir().toPath().resolve(NAME), HistoryFile.DEFAULT_LIMIT);
    }

    /** Removes the records of a deleted build. */
    @Extension
    public static final class Listener extends RunListener<Run<?, ?>> {
        @Override
        public void onDeleted(Run<?, ?> run) {
            if (existsFor(run.getParent())) {
                try {
                    file(run.getParent()).removeBuild(String.valueOf(run.getNumber()));
                } catch (ServiceException e) {
                    LOGGER.log(
                            Level.WARNING,
                            "The images of " + run + " could not be removed from the trends of its job",
                            e);
                }
            }
        }
    }
}
