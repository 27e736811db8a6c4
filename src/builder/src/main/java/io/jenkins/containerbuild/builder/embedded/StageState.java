package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.context.FileTree;
import io.jenkins.containerbuild.dockerfile.ConfigState;
import io.jenkins.containerbuild.dockerfile.History;
import io.jenkins.containerbuild.measure.Step;
import java.util.ArrayList;
import java.util.List;

/** A stage while it is carried out: its configuration, its files, and what its instructions left to be made into layers. */
final class StageState {
    /** The image that this stage, or the first of those that it starts from, is based on; null for scratch. */
    final BaseImage base;

    /** The named context that stands in for the image; null where there is none. */
    final FileTree directory;

    final ConfigState config;
    final List<Done> done = new ArrayList<>();
    FileTree tree;

    /**
     * An instruction that was carried out.
     *
     * @param history null where it leaves none
     * @param changes what it did to the files; null where it has no layer
     * @param nanos wall time that it took, without its layers
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

    /** Of a stage whose base is a directory of the user's disk. */
    static StageState ofDirectory(FileTree directory, ConfigState config) {
        return new StageState(null, directory, config, directory);
    }

    /** Of a stage that starts from this one: it has its history and layers too. */
    StageState child() {
        StageState child = new StageState(base, directory, config.child(), tree);
        child.done.addAll(done);
        return child;
    }
}
