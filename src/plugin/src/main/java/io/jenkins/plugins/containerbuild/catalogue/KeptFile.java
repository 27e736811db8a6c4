package io.jenkins.plugins.containerbuild.catalogue;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * A file below {@code container-build} in Jenkins' home directory. It is written whole and replaced at once; one that cannot be read is set
 * aside.
 */
final class KeptFile<T> {
    private static final Logger LOGGER = Logger.getLogger(KeptFile.class.getName());

    private final XmlFile file;

    KeptFile(String name) {
        file = new XmlFile(
                Jenkins.XSTREAM2, new File(new File(Jenkins.get().getRootDir(), "container-build"), name + ".xml"));
    }

    /** Empty where there is none. */
    @SuppressWarnings("unchecked")
    Optional<TreeMap<String, T>> read() {
        if (!file.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of((TreeMap<String, T>) file.read());
        } catch (IOException | ClassCastException e) {
            setAside(e);
            return Optional.empty();
        }
    }

    private void setAside(Exception damage) {
        Path path = file.getFile().toPath();
        Path aside = path.resolveSibling(path.getFileName() + ".damaged");
        LOGGER.log(Level.WARNING, path + " cannot be read and becomes " + aside.getFileName(), damage);
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, path + " stays where it is", e);
        }
    }

    void write(TreeMap<String, T> content) {
        try {
            file.write(content);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, file + " was not written; what it should say is lost with the next restart", e);
        }
    }
}
