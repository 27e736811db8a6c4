package io.jenkins.plugins.containerbuild.trigger;

import hudson.XmlFile;
import hudson.model.Job;
import hudson.model.Run;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * For each base image of a job, the digest for which the job was last started. The data is stored in {@code
 * container-build-started.xml} in the job's directory: moving the job moves the file, but copying the job does not copy
 * the file. The file is replaced atomically before the job is started, and contains only the base images of the job's
 * last successful build.
 */
final class StartedBuilds {
    private static final Logger LOGGER = Logger.getLogger(StartedBuilds.class.getName());

    private final Job<?, ?> job;
    private final XmlFile file;

    StartedBuilds(Job<?, ?> job) {
        this.job = job;
        file = new XmlFile(Jenkins.XSTREAM2, new File(job.getRootDir(), "container-build-started.xml"));
    }

    /**
     * Records that the job is about to be started; returns false if it was already started for this digest.
     *
     * @param bases base images to keep in the file, including {@code base}
     * @throws IOException if the file cannot be written; the caller must not start the job then, because the job would
     *     be started again after every check
     */
    boolean add(String base, String digest, Set<String> bases) throws IOException {
        TreeMap<String, String> started = read();
        if (digest.equals(started.put(base, digest)) && !isLost()) {
            return false;
        }
        started.keySet().retainAll(bases);
        file.write(started);
        return true;
    }

    /**
     * Whether the last recorded start was lost because Jenkins crashed while the job was in the queue: Jenkins was
     * restarted after the record was written, no build has begun since, and the job is not in the queue.
     */
    private boolean isLost() {
        long noted = file.getFile().lastModified();
        Run<?, ?> last = job.getLastBuild();
        return noted < WebhookActivity.get().since().toEpochMilli()
                && (last == null || last.getTimeInMillis() < noted)
                && !job.isInQueue();
    }

    /** Removes the record of a start that failed. */
    void remove(String base) throws IOException {
        TreeMap<String, String> started = read();
        started.remove(base);
        file.write(started);
    }

    @SuppressWarnings("unchecked")
    private TreeMap<String, String> read() throws IOException {
        if (!file.exists()) {
            return new TreeMap<>();
        }
        try {
            return (TreeMap<String, String>) file.read();
        } catch (IOException | ClassCastException e) {
            Path path = file.getFile().toPath();
            Path aside = path.resolveSibling(path.getFileName() + ".damaged");
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(Level.WARNING, path + " could not be read and was renamed to " + aside.getFileName(), e);
            return new TreeMap<>();
        }
    }
}
