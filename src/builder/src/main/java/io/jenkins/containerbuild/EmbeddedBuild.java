package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder;
import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.PushedLayers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Builds without a daemon. Layers are pushed while others are still being made, unless a rule must check all layers
 * before the push.
 */
record EmbeddedBuild(BuildTask task) implements ImageBuilder {
    /**
     * Builds and publishes the image. If the registry has lost layers that the build reused because another machine had
     * pushed them, a second run makes these layers on this machine. Throws {@link InputException} with the line of an
     * instruction that needs an engine.
     */
    @Override
    public BuildResult build(Outlets outlets) {
        requireNoEngine();
        Optional<PushedLayers> pushed = pushedLayers(outlets);
        try {
            return build(outlets, pushed);
        } catch (ServiceException fault) {
            if (outlets.useStandardOutput()
                    || !pushed.map(PushedLayers::forgetLost).orElse(false)) {
                throw fault;
            }
            try (Outlets anew = Outlets.open(task.request(), task.services(), outlets.standardOutput())) {
                return build(anew, pushed);
            }
        }
    }

    private void requireNoEngine() {
        Optional<Obstacles.Obstacle> obstacle = Obstacles.first(task.plan().stages());
        if (obstacle.isPresent()) {
            throw InputException.at(
                    task.plan().dockerfile(),
                    obstacle.get().line(),
                    obstacle.get().reason() + " needs a container engine, which " + Setting.BUILDER.inWords("embedded")
                            + " does not use; use " + Setting.BUILDER.inWords("docker")
                            + ", a base image that contains the result, or a stage without it ("
                            + Setting.TARGET.inWords() + ")");
        }
    }

    private BuildResult build(Outlets outlets, Optional<PushedLayers> pushed) {
        // Bases whose file listings are pushed only after the image.
        Queue<BaseFiles> held = new ConcurrentLinkedQueue<>();
        BuiltImage image = image(outlets, pushed, held);
        BuildReport.Image reported = ReportedImage.of(task.request(), image);
        task.gate().beforePublishing(reported, image.steps());
        List<Published> published = outlets.publish(image);
        outlets.repository().ifPresent(target -> keepForOtherMachines(target, image, pushed, held));
        return new BuildResult(reported, image.steps(), published, notes(image));
    }

    /**
     * Finds layers that earlier builds of the same Dockerfile, target and platform have pushed. The Dockerfile is
     * identified by its file name and not by its path, because workspace paths differ between machines.
     */
    private Optional<PushedLayers> pushedLayers(Outlets outlets) {
        BuildRequest request = task.request();
        String kind = Path.of(request.source().dockerfileName()).getFileName() + "\n"
                + request.source().target() + "\n" + request.image().platform();
        BuildServices with = task.services();
        return outlets.repository()
                .map(target -> new PushedLayers(
                        target, outlets::standingImages, outlets::absent, kind, with.cache(), with.progress()));
    }

    private BuiltImage image(Outlets outlets, Optional<PushedLayers> pushed, Queue<BaseFiles> held) {
        BuildServices with = task.services();
        try (FileDigests digests =
                FileDigests.open(with.cache(), task.request().source().context())) {
            return new EmbeddedBuilder(with.cache(), digests, base -> files(base, outlets, held), pushed, with.remote())
                    .build(
                            task.plan(),
                            task.gate().holdsLayers() ? layer -> {} : outlets,
                            with.timer(),
                            with.progress());
        }
    }

    private BaseFiles files(BaseImage base, Outlets outlets, Queue<BaseFiles> held) {
        BuildServices with = task.services();
        if (!task.gate().holdsLayers()) {
            return BaseFiles.of(base, with.cache(), outlets.repository(), with.progress());
        }
        BaseFiles files = BaseFiles.held(base, with.cache(), outlets.repository(), with.progress());
        held.add(files);
        return files;
    }

    private void keepForOtherMachines(
            Repository target, BuiltImage image, Optional<PushedLayers> pushed, Queue<BaseFiles> held) {
        try (PhaseTimer.Running running = task.services().timer().start(Phase.PUSH)) {
            held.forEach(files -> files.keepIn(target));
            pushed.ifPresent(layers -> layers.keep(image.manifest()));
        }
    }

    private List<String> notes(BuiltImage image) {
        List<String> notes = new ArrayList<>();
        List<Layer> own =
                image.layers().stream().filter(layer -> !layer.ofBase()).toList();
        long found = own.stream()
                .filter(layer -> layer.place() instanceof Layer.InRepository)
                .count();
        if (found > 0) {
            notes.add(found + " of " + own.size()
                    + " layers were found in the image's repository, where an earlier build had pushed them");
        }
        if (!task.request().options().caches().isEmpty()) {
            notes.add(Setting.CACHE_FROM.inWords() + " and " + Setting.CACHE_TO.inWords()
                    + " apply to engines only; without an engine, layers pushed by other machines"
                    + " are found only in the image's own repository");
        }
        return List.copyOf(notes);
    }
}
