package io.jenkins.containerbuild.builder.buildkit;

import com.google.protobuf.ByteString;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.engine.BuildFailure;
import io.jenkins.containerbuild.builder.engine.BuildSteps;
import io.jenkins.containerbuild.builder.engine.OutputTail;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Processes BuildKit's status messages: reports the progress of each instruction to the listener, and collects the
 * results.
 */
public final class BuildTrace {
    private static final String PUSH = "pushing layer ";
    private static final String CACHE = "importing cache manifest from ";

    private final BuildSteps steps;
    private final ContextPlan context;
    private final Progress progress;
    private final Map<String, Vertex> vertices = new HashMap<>();
    private final Map<Step, Vertex> byStep = new HashMap<>();
    private Vertex failed;

    /**
     * The state of a vertex, which is a node in BuildKit's build graph; {@code numbered} is null if the vertex is not
     * an instruction.
     */
    private static final class Vertex {
        private final BuildSteps.Numbered numbered;
        private final OutputTail output;
        private boolean started;
        private boolean finished;
        private boolean cached;
        private long millis;
        private String error = "";

        Vertex(BuildSteps.Numbered numbered, OutputTail output) {
            this.numbered = numbered;
            this.output = output;
        }
    }

    public BuildTrace(BuildSteps steps, ContextPlan context, Progress progress) {
        this.steps = steps;
        this.context = context;
        this.progress = progress;
    }

    public void take(SolveStatus status) {
        status.vertices().forEach(this::takeVertex);
        for (SolveStatus.Log log : status.logs()) {
            Vertex vertex = vertices.get(log.vertex());
            if (vertex != null && vertex.numbered != null) {
                takeOutput(vertex, log.bytes());
            }
        }
        for (SolveStatus.Transfer transfer : status.transfers()) {
            if (transfer.name().startsWith("sha256:") && transfer.total() > 0) {
                String layer = transfer.name().substring("sha256:".length(), "sha256:".length() + 12);
                progress.transferred(Phase.PULL, layer, transfer.current(), transfer.total());
            } else if (transfer.name().startsWith(PUSH) && transfer.total() > 0) {
                String layer = transfer.name().substring(PUSH.length());
                progress.transferred(Phase.PUSH, layer, transfer.current(), transfer.total());
            }
        }
    }

    private void takeVertex(SolveStatus.Vertex state) {
        Vertex vertex = vertices.computeIfAbsent(state.digest(), digest -> newVertex(state.name()));
        if (!state.error().isEmpty() && state.name().startsWith(CACHE)) {
            warnOfCache(vertex, state);
            return;
        }
        if (!state.error().isEmpty() && vertex.error.isEmpty()) {
            vertex.error = state.error();
            failed = failed == null || failed.numbered == null ? vertex : failed;
        }
        if (vertex.numbered == null || vertex.finished) {
            return;
        }
        Step step = vertex.numbered.step();
        if (!vertex.started && (state.startedNanos() > 0 || state.cached())) {
            vertex.started = true;
            progress.stepStarted(step);
        }
        if (state.cached() || state.completedNanos() > 0) {
            vertex.finished = true;
            vertex.cached = state.cached();
            vertex.millis = state.cached() ? 0 : (state.completedNanos() - state.startedNanos()) / 1_000_000;
            vertex.output.end();
            if (vertex.error.isEmpty()) {
                progress.stepFinished(step, vertex.cached ? Outcome.CACHED : Outcome.MADE, vertex.millis);
            }
        }
    }

    /**
     * Warns if a cache cannot be imported. The build continues, because the first build of a branch has no cache yet.
     */
    private void warnOfCache(Vertex vertex, SolveStatus.Vertex state) {
        if (vertex.error.isEmpty()) {
            vertex.error = state.error();
            progress.warning(
                    Setting.CACHE_FROM.inWords() + " " + state.name().substring(CACHE.length()) + ": " + state.error());
        }
    }

    private Vertex newVertex(String name) {
        BuildSteps.Numbered numbered = steps.find(name).orElse(null);
        Vertex vertex = new Vertex(numbered, new OutputTail(line -> {
            if (numbered != null) {
                progress.stepOutput(numbered.step(), line);
            }
        }));
        if (numbered != null) {
            byStep.put(numbered.step(), vertex);
        }
        return vertex;
    }

    private static void takeOutput(Vertex vertex, ByteString bytes) {
        vertex.output.take(bytes.toByteArray());
    }

    /** The instruction that failed; empty if the status messages do not name one. */
    Optional<BuildFailure.FailedStep> failure() {
        if (failed == null || failed.numbered == null) {
            return Optional.empty();
        }
        failed.output.end();
        return Optional.of(
                new BuildFailure.FailedStep(failed.numbered.instruction(), failed.error, failed.output.lines()));
    }

    /** The outcome of each instruction; instructions that BuildKit did not report are omitted. */
    List<StepResult> results() {
        List<StepResult> results = new ArrayList<>();
        for (BuildSteps.Numbered numbered : steps.all()) {
            Vertex vertex = byStep.get(numbered.step());
            if (!numbered.isCounted()) {
                results.add(new StepResult(numbered.step(), Outcome.CACHED, 0, 0, 0));
            } else if (vertex != null && vertex.finished) {
                Outcome outcome = vertex.cached ? Outcome.CACHED : Outcome.MADE;
                results.add(new StepResult(numbered.step(), outcome, vertex.millis, -1, files(numbered.instruction())));
            }
        }
        return results;
    }

    /** Number of context files that an instruction copies; -1 for other instructions, whose files are unknown. */
    private long files(Instruction instruction) {
        boolean fromContext =
                instruction instanceof Instruction.Copy copy && copy.from().isEmpty()
                        || instruction instanceof Instruction.Add add
                                && add.remoteSources().isEmpty();
        return fromContext ? context.filesOf(instruction.position().line()) : -1;
    }
}
