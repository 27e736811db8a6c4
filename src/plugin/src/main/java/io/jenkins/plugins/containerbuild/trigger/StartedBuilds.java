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
 * For which digest of each base a job was started last, in {@code container-build-started.xml} in the job's directory: it goes where the job
 * goes, and a copy begins its own. It is written whole and replaced at once, before the job is started, and holds no more bases than the
 * job's last successful build used.
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
     * Notes that the job is about to be started; false where it was already, for this digest.
     *
     * @param bases those to remember from now on, this one among them
     * @throws IOException where it cannot be noted; then the job should not be started, or it would be again and again
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

    /** A crash takes what waited in the queue with it: the job was started before, and no build has begun since. */
    private boolean isLost() {
        long noted = file.getFile().lastModified();
        Run<?, ?> last = job.getLastBuild();
        return noted < Heard.get().since().toEpochMilli()
                && (last == null || last.getTimeInMillis() < noted)
                && !job.isInQueue();
    }

    /** The job was not started after all. */
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
            LOGGER.log(Level.WARNING, path + " cannot be read and becomes " + aside.getFileName(), e);
            return new TreeMap<>();
        }
    }
}
