package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.dockerfile.ConfigState;
import io.jenkins.containerbuild.dockerfile.History;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.measure.Step;
import java.util.ArrayList;
import java.util.List;

/** The state of a stage during the build: its configuration, its files, and the instructions executed so far. */
final class StageState {
    /** The image that this stage is based on, directly or through other stages; null for scratch or a directory. */
    final BaseImage base;

    /** The named context that replaces the base image; null if there is none. */
    final FileTree directory;

    final ConfigState config;
    final List<Done> done = new ArrayList<>();
    FileTree tree;

    /**
     * An executed instruction.
     *
     * @param history history entry, or null if the instruction does not have one
     * @param changes changed files, or null if the instruction does not make a layer
     * @param nanos time in nanoseconds that executing the instruction took, without making its layers
     */
    record Done(Step step, History history, OverlayTree changes, long nanos) {}

    StageState(BaseImage base, ConfigState config, FileTree tree) {
        this(base, null, config, tree);
    }

    private StageState(BaseImage base, FileTree directory, ConfigState config, FileTree tree) {
        this.base = base;
        this.directory = directory;
        this.config = config;
        this.tree = tree;
    }

    /** The state of a stage whose base is a local directory. */
    static StageState ofDirectory(FileTree directory, ConfigState config) {
        return new StageState(null, directory, config, directory);
    }

    /** Returns the initial state of a stage based on this one, with the history and layers of this stage. */
    StageState child() {
        StageState child = new StageState(base, directory, config.child(), tree);
        child.done.addAll(done);
        return child;
    }
}
