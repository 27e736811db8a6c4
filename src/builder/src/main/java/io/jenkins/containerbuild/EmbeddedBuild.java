package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.embedded.EmbeddedBuilder;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.PushedLayers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Builds without a daemon. Layers are pushed while others are still being made, unless a rule must check all layers
 * before the push.
 */
record EmbeddedBuild(
        BuildRequest request,
        RegistryClient client,
        CacheDirectory cache,
        PolicyGate gate,
        RemoteFiles remote,
        PhaseTimer timer,
        Progress progress) {

    /**
     * Builds and publishes the image. Layers pushed by another machine are assumed to be in the repository of their
     * manifest. If the registry has lost some, they are made here in a second run.
     */
    BuildReport run(Outlets outlets, ReportAssembly assembly) {
        Optional<PushedLayers> pushed = pushedLayers(outlets);
        try {
            return run(outlets, pushed, assembly);
        } catch (ServiceException fault) {
            if (outlets.useStandardOutput()
                    || !pushed.map(PushedLayers::forgetLost).orElse(false)) {
                throw fault;
            }
            try (Outlets anew = Outlets.open(request, client, cache, outlets.standardOutput(), timer, progress)) {
                return run(anew, pushed, assembly);
            }
        }
    }

    private BuildReport run(Outlets outlets, Optional<PushedLayers> pushed, ReportAssembly assembly) {
        // Bases whose file listings are pushed only after the image.
        Queue<BaseFiles> held = new ConcurrentLinkedQueue<>();
        BuiltImage image = build(assembly.plan(), outlets, pushed, held);
        gate.beforePublishing(assembly.image(image), image.steps());
        List<Published> published = outlets.publish(image);
        outlets.repository().ifPresent(target -> keepForOtherMachines(target, image, pushed, held));
        tellOfOtherMachines(image, assembly.notes());
        assembly.notes().addAll(BuilderSelection.notesOfEmbedded(request));
        return assembly.report(assembly.image(image), image.steps(), published);
    }

    /**
     * Repeated builds are recognised by the Dockerfile's file name, because the path of the workspace differs between
     * machines.
     */
    private Optional<PushedLayers> pushedLayers(Outlets outlets) {
        String kind =
                Path.of(request.dockerfileName()).getFileName() + "\n" + request.target() + "\n" + request.platform();
        return outlets.repository()
                .map(target ->
                        new PushedLayers(target, outlets::standingImages, outlets::absent, kind, cache, progress));
    }

    private BuiltImage build(BuildPlan plan, Outlets outlets, Optional<PushedLayers> pushed, Queue<BaseFiles> held) {
        try (FileDigests digests = FileDigests.open(cache, request.context())) {
            return new EmbeddedBuilder(cache, digests, base -> files(base, outlets, held), pushed, remote)
                    .build(plan, gate.holdsLayers() ? layer -> {} : outlets, timer, progress);
        }
    }

    private BaseFiles files(BaseImage base, Outlets outlets, Queue<BaseFiles> held) {
        if (!gate.holdsLayers()) {
            return BaseFiles.of(base, cache, outlets.repository(), progress);
        }
        BaseFiles files = BaseFiles.held(base, cache, outlets.repository(), progress);
        held.add(files);
        return files;
    }

    private void keepForOtherMachines(
            Repository target, BuiltImage image, Optional<PushedLayers> pushed, Queue<BaseFiles> held) {
        try (PhaseTimer.Running running = timer.start(Phase.PUSH)) {
            held.forEach(files -> files.keepIn(target));
            pushed.ifPresent(layers -> layers.keep(image.manifest()));
        }
    }

    private static void tellOfOtherMachines(BuiltImage image, List<String> notes) {
        List<Layer> own =
                image.layers().stream().filter(layer -> !layer.ofBase()).toList();
        long found = own.stream()
                .filter(layer -> layer.place() instanceof Layer.InRepository)
                .count();
        if (found > 0) {
            notes.add(found + " of " + own.size()
                    + " layers were found in the image's repository, where an earlier build had pushed them");
        }
    }
}
