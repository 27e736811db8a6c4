package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.base.BaseFiles;
import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.LayerListener;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.layer.LayerMaker;
import io.jenkins.containerbuild.builder.layer.MadeLayer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.dockerfile.History;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Interruption;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.PushedLayers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Builds images from Dockerfiles without RUN instructions; needs no daemon. First, all instructions are applied to
 * in-memory file trees. Then, the changes of the target stage become layers, which are made or found in the cache.
 * Errors in the Dockerfile are therefore reported before any layer is made.
 */
public final class EmbeddedBuilder {
    /**
     * Maximum number of image layers when COPY is split: engines accept 127, some storage drivers and registries fewer.
     */
    private static final int MOST_LAYERS = 99;

    private final CacheDirectory cache;
    private final FileDigests digests;
    private final Function<BaseImage, BaseFiles> bases;
    private final Optional<PushedLayers> pushed;
    private final RemoteFiles remote;

    /**
     * @param digests digests of the files in the build context
     * @param bases opens the files of a base image; called only if they are needed
     * @param pushed searches the repository to which the image is pushed for layers that are not in the cache; empty if
     *     the image is not pushed
     * @param remote fetches the URLs of ADD
     */
    public EmbeddedBuilder(
            CacheDirectory cache,
            FileDigests digests,
            Function<BaseImage, BaseFiles> bases,
            Optional<PushedLayers> pushed,
            RemoteFiles remote) {
        this.cache = cache;
        this.digests = digests;
        this.bases = bases;
        this.pushed = pushed;
        this.remote = remote;
    }

    /**
     * Builds the image.
     *
     * @param listener called for each layer, base layers first
     * @throws io.jenkins.containerbuild.fault.InputException if the Dockerfile or the build context is invalid
     * @throws io.jenkins.containerbuild.fault.ServiceException if a registry or this machine fails
     * @throws CancellationException if the thread is interrupted
     */
    public BuiltImage build(BuildPlan plan, LayerListener listener, PhaseTimer timer, Progress progress) {
        try (PhaseTimer.Running running = timer.start(Phase.BUILD)) {
            return new Build(plan, listener, progress).run();
        }
    }

    private final class Build {
        private final BuildPlan plan;
        private final LayerListener listener;
        private final Progress progress;
        private final Instant now = Instant.now();
        private final Map<StageState.Done, StepResult> results = new IdentityHashMap<>();

        Build(BuildPlan plan, LayerListener listener, Progress progress) {
            this.plan = plan;
            this.listener = listener;
            this.progress = progress;
        }

        BuiltImage run() {
            long nowNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond());
            Map<Integer, StageState> stages =
                    new StageRunner(plan, bases, new ArchiveStore(cache, digests), remote, progress, nowNanos).run();
            StageState target =
                    stages.get(plan.stages().get(plan.stages().size() - 1).index());
            ImageAssembler image = new ImageAssembler(plan, target, new CreatedTimes(cache, plan, now));
            image.addBase().forEach(listener::ready);
            List<StageState.Done> all = ownSteps(stages);
            tellOfOtherStages(all, target);
            makeLayers(target, image);
            byte[] config = image.config();
            List<StepResult> steps = all.stream().map(results::get).toList();
            return new BuiltImage(image.manifest(config), config, image.layers(), steps);
        }

        /**
         * Returns the steps of all stages in Dockerfile order, without the steps that a stage inherits from its base
         * stage.
         */
        private List<StageState.Done> ownSteps(Map<Integer, StageState> stages) {
            List<StageState.Done> steps = new ArrayList<>();
            for (Stage stage : plan.stages()) {
                List<StageState.Done> done = stages.get(stage.index()).done;
                steps.addAll(done.subList(done.size() - stage.instructions().size(), done.size()));
            }
            return steps;
        }

        /**
         * Reports the steps of stages that are only copied from. The image contains no layers for these steps, so none
         * are made.
         */
        private void tellOfOtherStages(List<StageState.Done> all, StageState target) {
            Set<StageState.Done> layered = Collections.newSetFromMap(new IdentityHashMap<>());
            layered.addAll(target.done);
            for (StageState.Done done : all) {
                if (!layered.contains(done)) {
                    StepResult result = new StepResult(
                            done.step(), Outcome.CACHED, millis(done, System.nanoTime()), 0, files(done));
                    progress.stepStarted(done.step());
                    progress.stepFinished(done.step(), result.outcome(), result.millis());
                    results.put(done, result);
                }
            }
        }

        private void makeLayers(StageState target, ImageAssembler image) {
            LayerMaker maker = new LayerMaker(cache, digests, plan.options(), plan.sourceDateEpoch(), pushed);
            int budget = budget(target, image);
            if (target.directory != null) {
                int from = plan.stages().get(plan.stages().size() - 1).from().line();
                List<FileNode> all = entries(OverlayTree.copyOf(target.directory), from);
                History history = new History("FROM " + target.directory.describe() + " # buildkit", false);
                image.add(history, maker.make(all, budget, layer -> listener.ready(layer.layer())));
            }
            for (StageState.Done done : target.done) {
                Interruption.check();
                progress.stepStarted(done.step());
                StepResult result = done.changes() == null ? configured(done, image) : made(done, image, maker, budget);
                progress.stepFinished(done.step(), result.outcome(), result.millis());
                results.put(done, result);
            }
        }

        /**
         * Returns the maximum number of layers per instruction, which depends only on the Dockerfile and the base, not
         * on earlier builds.
         */
        private int budget(StageState target, ImageAssembler image) {
            long making =
                    target.done.stream().filter(done -> done.changes() != null).count();
            return making == 0
                    ? 1
                    : (int) Math.max(1, (MOST_LAYERS - image.layers().size()) / making);
        }

        private StepResult configured(StageState.Done done, ImageAssembler image) {
            if (done.history() != null) {
                image.add(done.history());
            }
            return new StepResult(done.step(), Outcome.CACHED, millis(done, System.nanoTime()), 0, 0);
        }

        private StepResult made(StageState.Done done, ImageAssembler image, LayerMaker maker, int budget) {
            long start = System.nanoTime();
            List<FileNode> entries = entries(done.changes(), done.step().line());
            List<MadeLayer> layers = maker.make(entries, budget, layer -> listener.ready(layer.layer()));
            image.add(done.history(), layers);
            Outcome outcome = Outcome.CACHED;
            long bytes = 0;
            long files = 0;
            for (MadeLayer layer : layers) {
                outcome = layer.outcome() == Outcome.CACHED ? outcome : layer.outcome();
                bytes += layer.layer().descriptor().size();
                files += layer.files();
            }
            return new StepResult(done.step(), outcome, millis(done, start), bytes, files);
        }

        private List<FileNode> entries(OverlayTree changes, int line) {
            try {
                return LayerEntries.of(changes);
            } catch (StepException e) {
                throw InputException.at(plan.dockerfile(), line, e.getMessage());
            }
        }

        private static long files(StageState.Done done) {
            return done.changes() == null
                    ? 0
                    : done.changes().changes().stream()
                            .filter(node -> !node.isDirectory())
                            .count();
        }

        /** Elapsed time in milliseconds for executing the instruction and making its layers. */
        private static long millis(StageState.Done done, long layersStarted) {
            return TimeUnit.NANOSECONDS.toMillis(done.nanos() + System.nanoTime() - layersStarted);
        }
    }
}
