package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.fail;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Tests the folders {@code syntax/NAME}: a Dockerfile with its {@code tree.json} or its {@code error}. The expected
 * results were written by hand from the Dockerfile reference and the rules of BuildKit's parser.
 */
@RunWith(Parameterized.class)
public class SyntaxGoldenTest {
    private final GoldenFolder golden;

    public SyntaxGoldenTest(GoldenFolder golden) {
        this.golden = golden;
    }

    @Parameters(name = "{0}")
    public static List<GoldenFolder> goldens() {
        return GoldenFolder.below("syntax");
    }

    @Test
    public void treeOrErrorIsAsExpected() {
        if (golden.has("error")) {
            try {
                Dockerfile read = Dockerfile.parse("Dockerfile", golden.dockerfile());
                fail(golden + " is read without an error: " + read.toJson());
            } catch (InputException e) {
                golden.checkError(e.getMessage());
            }
        } else {
            String expected = JsonObject.parse(golden.text("tree.json").getBytes(StandardCharsets.UTF_8))
                    .toString();
            assertEquals(
                    expected,
                    Dockerfile.parse("Dockerfile", golden.dockerfile()).toJson().toString());
        }
    }
}
