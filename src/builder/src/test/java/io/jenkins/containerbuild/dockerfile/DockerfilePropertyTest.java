package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.dockerfile.syntax.SyntaxNode;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.ImageConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Test;

/** Checks properties that must hold for every input, on 100,000 random and mutated Dockerfiles. */
public class DockerfilePropertyTest {
    private static final int INPUTS = 100_000;
    private static final long SEED = 20_261_125;

    private static final Pattern MESSAGE = Pattern.compile("Dockerfile:[1-9][0-9]*: .+", Pattern.DOTALL);

    private int parsed;
    private int evaluated;

    @Test
    public void noInputThrowsAnythingElseAndPrintingChangesNothing() {
        RandomDockerfiles inputs = new RandomDockerfiles(SEED);
        for (int i = 0; i < INPUTS; i++) {
            byte[] input = inputs.next();
            try {
                check(input);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(
                        "input " + i + " of seed " + SEED + ": " + new String(input, StandardCharsets.UTF_8), e);
            }
        }
        System.out.println("Dockerfiles: " + INPUTS + " random and mutated inputs (seed " + SEED + "), " + parsed
                + " parsed and printed, " + evaluated + " evaluated");
        assertTrue("most inputs should be syntax, or the printer is not tested", parsed > INPUTS / 2);
        assertTrue("many inputs should have a meaning, or expansion is not tested", evaluated > INPUTS / 20);
    }

    private void check(byte[] input) {
        Dockerfile dockerfile;
        try {
            dockerfile = Dockerfile.parse("Dockerfile", input);
            dockerfile.toJson().toString();
        } catch (InputException e) {
            checkMessage(e);
            return;
        }
        checkPrinting(dockerfile);
        parsed++;
        try {
            Stages stages = Stages.read(dockerfile, StageOptions.defaults());
            stages.outlines();
            stages.evaluate(source -> (ImageConfig) null);
            evaluated++;
        } catch (InputException e) {
            checkMessage(e);
        }
    }

    private static void checkMessage(InputException e) {
        assertTrue(e.getMessage(), MESSAGE.matcher(e.getMessage()).matches());
    }

    private void checkPrinting(Dockerfile dockerfile) {
        List<SyntaxNode> printable = new ArrayList<>();
        for (SyntaxNode node : dockerfile.instructions()) {
            if (isPrintable(node)) {
                printable.add(node);
            }
        }
        if (!printable.isEmpty()) {
            Dockerfile printed = new Dockerfile("Dockerfile", dockerfile.directives(), printable);
            String text = SyntaxPrinter.print(printed);
            Dockerfile again = Dockerfile.parse("Dockerfile", text.getBytes(StandardCharsets.UTF_8));
            assertEquals(text, withoutPlaces(printed), withoutPlaces(again));
        }
    }

    /** Whether a node can be printed: not without a keyword, nor with flags that may contain half a character. */
    private static boolean isPrintable(SyntaxNode node) {
        boolean ascii = node.flags().stream().allMatch(flag -> flag.chars().allMatch(c -> c < 0x80));
        boolean hasKeyword = !node.keyword().isEmpty() && !node.keyword().startsWith("#");
        return ascii && hasKeyword && (node.onBuild() == null || isPrintable(node.onBuild()));
    }

    private static List<Object> withoutPlaces(Dockerfile dockerfile) {
        List<Object> parts = new ArrayList<>();
        parts.add(dockerfile.directives());
        dockerfile.instructions().forEach(node -> parts.add(withoutPlace(node)));
        return parts;
    }

    private static List<Object> withoutPlace(SyntaxNode node) {
        Object inner = node.onBuild() == null ? "" : withoutPlace(node.onBuild());
        return List.of(node.keyword(), node.flags(), node.form(), node.arguments(), node.heredocs(), inner);
    }
}
