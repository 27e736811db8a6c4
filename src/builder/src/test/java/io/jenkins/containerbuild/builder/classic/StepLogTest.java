package io.jenkins.containerbuild.builder.classic;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.engine.BuildSteps;
import io.jenkins.containerbuild.dockerfile.StageOptions;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.measure.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

/** What the output of engines without BuildKit means, even if commands print lines that look like the engine's. */
public class StepLogTest {
    private static final String ID = "0123456789abcdef".repeat(4);
    private static final String COMMIT = "17c4dfa17c4dfa17c4dfa17c4dfa17c4dfa17c4d";

    private final List<String> output = new ArrayList<>();

    @Test
    public void outputOfCommandsIsNotTakenForTheEngines() {
        StepLog log = log(
                "Step 2/2 : RUN pip install foo",
                " ---> Running in 0123456789ab",
                "Using cached foo-1.0-py3-none-any.whl",
                COMMIT,
                "Removing intermediate container 0123456789ab",
                " ---> fedcba987654",
                "Successfully built fedcba987654");
        assertEquals("fedcba987654", log.built());
        assertEquals(Outcome.MADE, log.results().get(0).outcome());
        assertEquals(List.of("Using cached foo-1.0-py3-none-any.whl", COMMIT), output);
    }

    @Test
    public void cachedStepsAreFoundInTheWordsOfBothEngines() {
        for (String cached : List.of(" ---> Using cache", "--> Using cache " + ID)) {
            StepLog log = log("STEP 2/2: RUN pip install foo", cached, ID);
            assertEquals(Outcome.CACHED, log.results().get(0).outcome());
            assertEquals(ID, log.built());
        }
        assertEquals(List.of(), output);
    }

    private StepLog log(String... lines) {
        byte[] dockerfile = "FROM scratch\nRUN pip install foo\n".getBytes(StandardCharsets.UTF_8);
        Stages stages = Stages.read(
                Dockerfile.parse("Dockerfile", dockerfile),
                new StageOptions("", Platform.parse("linux/amd64"), Map.of(), List.of()));
        BuildPlan plan = new BuildPlan(
                "",
                stages.evaluate(source -> null).stages(),
                Map.of(),
                Map.of(),
                null,
                Map.of(),
                Map.of(),
                Optional.empty(),
                null);
        StepLog log = new StepLog(new BuildSteps(plan), new Progress() {
            @Override
            public void stepOutput(Step step, String line) {
                output.add(line);
            }
        });
        List.of(lines).forEach(line -> log.take(line + "\n"));
        return log;
    }
}
