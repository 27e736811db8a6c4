package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.fault.InputException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** Tests that huge and deeply nested Dockerfiles give the right result or a clear error, in bounded time and memory. */
public class HugeDockerfileTest {
    private static final int LINES = 10_000;
    /** Timeout of a case. Each takes less than a second on an idle machine, but build machines are busy. */
    private static final int MILLISECONDS = 60_000;

    private static String lines(IntFunction<String> line) {
        return IntStream.range(0, LINES).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }

    private static Evaluation evaluate(String text) {
        Dockerfile dockerfile = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
        dockerfile.toJson().toString();
        Stages stages = Stages.read(dockerfile, StageOptions.defaults());
        stages.outlines();
        return stages.evaluate(source -> null);
    }

    @Test(timeout = MILLISECONDS)
    public void tenThousandInstructionsAreRead() {
        Evaluation labels = evaluate("FROM scratch\n" + lines(i -> "LABEL k" + i + "=v"));
        assertEquals(LINES, labels.stages().get(0).instructions().size());
        Evaluation variables = evaluate("FROM scratch\n" + lines(i -> "ENV K" + i + "=$K" + (i - 1) + "x"));
        assertEquals(LINES, variables.stages().get(0).instructions().size());
    }

    @Test(timeout = MILLISECONDS)
    public void tenThousandStagesAreRead() {
        Evaluation chain = evaluate("FROM scratch AS s0\n"
                + lines(i ->
                        "FROM s" + i + " AS s" + (i + 1) + (i % 10 == 0 ? "\nCOPY --from=s" + i / 2 + " a b" : "")));
        assertEquals(LINES + 1, chain.stages().size());
    }

    @Test(timeout = MILLISECONDS)
    public void circleOfTenThousandStagesIsAnError() {
        String circle = lines(i -> "FROM scratch AS s" + i + "\nCOPY --from=s" + (i + 1) % LINES + " a b");
        InputException e = assertThrows(InputException.class, () -> evaluate(circle));
        assertTrue(e.getMessage(), e.getMessage().contains("circular dependency"));
    }

    @Test(timeout = MILLISECONDS)
    public void instructionOverTenThousandLinesIsRead() {
        Evaluation evaluation = evaluate("FROM scratch\nENV \\\n" + lines(i -> "K" + i + "=v \\") + "LAST=v\nRUN x\n");
        assertEquals(
                LINES + 1,
                ((Instruction.Env) evaluation.stages().get(0).instructions().get(0))
                        .variables()
                        .size());
    }

    @Test(timeout = MILLISECONDS)
    public void variableThatDoublesItselfIsAnError() {
        InputException e = assertThrows(
                InputException.class, () -> evaluate("FROM scratch\nENV A=aaaaaaaa\n" + lines(i -> "ENV A=$A$A")));
        assertTrue(e.getMessage(), e.getMessage().contains("characters"));
    }

    @Test(timeout = MILLISECONDS)
    public void exposingAllPortsRepeatedlyIsAnError() {
        InputException e =
                assertThrows(InputException.class, () -> evaluate("FROM scratch\n" + lines(i -> "EXPOSE 0-65535")));
        assertTrue(e.getMessage(), e.getMessage().contains("characters"));
    }

    @Test(timeout = MILLISECONDS)
    public void deeplyNestedOnBuildIsAnError() {
        InputException e = assertThrows(
                InputException.class, () -> evaluate("FROM scratch\n" + lines(i -> "ONBUILD \\") + "RUN x\n"));
        assertTrue(e.getMessage(), e.getMessage().startsWith("Dockerfile:2: "));
    }

    @Test(timeout = MILLISECONDS)
    public void deeplyNestedJsonIsAShellCommand() {
        String deep = "CMD \\\n" + lines(i -> "[[[[[[[[[[ \\");
        assertEquals(
                1,
                evaluate("FROM scratch\n" + deep).stages().get(0).instructions().size());
    }
}
