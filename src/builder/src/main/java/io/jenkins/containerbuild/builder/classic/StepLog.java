package io.jenkins.containerbuild.builder.classic;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.builder.engine.BuildFailure;
import io.jenkins.containerbuild.builder.engine.BuildSteps;
import io.jenkins.containerbuild.builder.engine.OutputTail;
import io.jenkins.containerbuild.dockerfile.RemoteSource;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the output of an engine without BuildKit. {@code Step 2/5 : RUN make} (Docker) or {@code STEP 2/5: RUN make}
 * (podman) starts a step, {@code Using cache} marks the step as cached, and other lines are output of the step's
 * command.
 */
final class StepLog {
    private static final Pattern STEP =
            Pattern.compile("(?:Step \\d+/\\d+ : |(?:\\[\\d+/\\d+\\] )?STEP \\d+/\\d+: )(.*)");
    private static final Pattern CACHED = Pattern.compile("\\s*---?> Using cache\\b.*");
    /** The image id: of any length in Docker's words, a line of its own from podman. Commands print shorter digests, too. */
    private static final Pattern BUILT = Pattern.compile("Successfully built ([0-9a-f]{12,64})|([0-9a-f]{64})");

    /** Colour codes, which Docker's classic builder adds to the standard error output of commands. */
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    /** Lines in which the engine reports its own actions, as opposed to command output. */
    private static final Pattern ASIDE = Pattern.compile(
            "\\s*(?:---?> .*|Removing intermediate container .*|Successfully tagged .*|(?:\\[\\d+/\\d+\\] )?COMMIT\\b.*"
                    + "|\\[Warning\\] one or more build args were not consumed.*)");

    private final BuildSteps steps;
    private final Progress progress;
    private final Set<Integer> seen = new HashSet<>();
    private final List<StepResult> results = new ArrayList<>();
    private final OutputTail lines = new OutputTail(this::takeLine);
    private OutputTail output = new OutputTail(line -> {});
    private BuildSteps.Numbered current;
    private long startedAt;
    private Outcome outcome;
    private String built = "";

    StepLog(BuildSteps steps, Progress progress) {
        this.steps = steps;
        this.progress = progress;
    }

    void take(String stream) {
        lines.take(stream.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private void takeLine(String written) {
        String line = COLOUR.matcher(written).replaceAll("");
        Matcher step = STEP.matcher(line);
        Matcher image = BUILT.matcher(line);
        if (step.matches()) {
            finish();
            start(step.group(1));
        } else if (CACHED.matcher(line).matches()) {
            outcome = Outcome.CACHED;
        } else if (image.matches()) {
            built = image.group(1) == null ? image.group(2) : image.group(1);
        } else if (!ASIDE.matcher(line).matches() && current != null) {
            output.take((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            progress.stepOutput(current.step(), line);
        }
    }

    private void start(String text) {
        output = new OutputTail(line -> {});
        outcome = Outcome.MADE;
        startedAt = System.nanoTime();
        current = steps.all().stream()
                .filter(numbered -> !seen.contains(numbered.step().number())
                        && plain(numbered.step().text()).equals(plain(text)))
                .findFirst()
                .orElse(null);
        if (current != null) {
            seen.add(current.step().number());
            progress.stepStarted(current.step());
        }
    }

    /** Normalizes an instruction for comparison, because engines change its white space. */
    private static String plain(String text) {
        return RemoteSource.withoutCredentials(text.replaceAll("\\s+", " ").strip());
    }

    private void finish() {
        if (current != null) {
            long millis = outcome == Outcome.CACHED ? 0 : (System.nanoTime() - startedAt) / 1_000_000;
            progress.stepFinished(current.step(), outcome, millis);
            results.add(new StepResult(current.step(), outcome, millis, -1, -1));
            current = null;
        }
    }

    /** The engine's name for the built image, or "" if no image was built. */
    String built() {
        lines.end();
        return built;
    }

    /** The instruction that was running when the build failed; empty if none was running. */
    Optional<BuildFailure.FailedStep> failure(String error) {
        lines.end();
        output.end();
        return current == null
                ? Optional.empty()
                : Optional.of(new BuildFailure.FailedStep(current.instruction(), error, output.lines()));
    }

    List<StepResult> results() {
        finish();
        return results;
    }
}
