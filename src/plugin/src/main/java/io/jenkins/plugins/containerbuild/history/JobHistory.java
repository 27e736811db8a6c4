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
 * The file of a job that its pages read, so that they load no run: {@code container-builds.jsonl} in the job's directory. It goes where the
 * job goes; a copy of a job begins its own.
 */
public final class JobHistory {
    private static final Logger LOGGER = Logger.getLogger(JobHistory.class.getName());
    private static final String NAME = "container-builds.jsonl";

    private JobHistory() {}

    /** Whether the job has ever built an image; costs a look at the disk. */
    public static boolean existsFor(Job<?, ?> job) {
        return Files.exists(file(job).path());
    }

    /** The newest records; throws {@link ServiceException} where they cannot be read. */
    public static HistoryContent of(Job<?, ?> job) {
        HistoryContent history = file(job).read();
        if (history.damaged() > 0) {
            LOGGER.log(
                    Level.WARNING,
                    "{0} damaged lines in the history of container builds of {1} were set aside",
                    new Object[] {history.damaged(), job.getFullName()});
        }
        return history;
    }

    static void add(Run<?, ?> run, HistoryRecord record) {
        try {
            file(run.getParent()).append(record);
        } catch (ServiceException e) {
            LOGGER.log(Level.WARNING, "The image of " + run + " is missing from the trends of its job", e);
        }
    }

    /** Its link is relative to the job, whatever the job will be called. */
    static HistoryRecord.Build build(Run<?, ?> run) {
        return new HistoryRecord.Build(
                String.valueOf(run.getNumber()), run.getNumber() + "/" + RunHistory.URL_NAME + "/");
    }

    private static HistoryFile file(Job<?, ?> job) {
        return new HistoryFile(job.getRootDir().toPath().resolve(NAME), HistoryFile.DEFAULT_LIMIT);
    }

    /** What a run has left goes with it. */
    @Extension
    public static final class Listener extends RunListener<Run<?, ?>> {
        @Override
        public void onDeleted(Run<?, ?> run) {
            if (existsFor(run.getParent())) {
                try {
                    file(run.getParent()).removeBuild(String.valueOf(run.getNumber()));
                } catch (ServiceException e) {
                    LOGGER.log(Level.WARNING, "The images of " + run + " stay in the trends of its job", e);
                }
            }
        }
    }
}
