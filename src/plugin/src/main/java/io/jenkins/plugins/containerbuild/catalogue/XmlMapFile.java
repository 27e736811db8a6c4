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
 * A map in an XML file, in the directory {@code container-build} of Jenkins' home directory. Writing replaces the file
 * atomically; a file that cannot be read is renamed to {@code *.damaged}.
 */
final class XmlMapFile<T> {
    private static final Logger LOGGER = Logger.getLogger(XmlMapFile.class.getName());

    private final XmlFile file;

    XmlMapFile(String name) {
        file = new XmlFile(
                Jenkins.XSTREAM2, new File(new File(Jenkins.get().getRootDir(), "container-build"), name + ".xml"));
    }

    /** The content; empty if there is no readable file. */
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
        LOGGER.log(Level.WARNING, path + " could not be read and is renamed to " + aside.getFileName(), damage);
        try {
            Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, path + " could not be renamed", e);
        }
    }

    void write(TreeMap<String, T> content) {
        try {
            file.write(content);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, file + " could not be written; its content is lost after the next restart", e);
        }
    }
}
