package io.jenkins.containerbuild.dockerfile;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.fail;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Tests the folders {@code meaning/NAME}. Each has a Dockerfile, optionally {@code options} of the command line, and
 * the expected result: {@code image.json} has the author, configuration and history of the image that BuildKit in
 * Docker 26.1 builds; {@code error} has the line and a part of the message. If a newer BuildKit has another message,
 * that one is expected, and a second line has the message of Docker 26.1. {@link MeaningEngineTest} compares the
 * results with an engine.
 */
@RunWith(Parameterized.class)
public class MeaningGoldenTest {
    private final GoldenFolder golden;

    public MeaningGoldenTest(GoldenFolder golden) {
        this.golden = golden;
    }

    @Parameters(name = "{0}")
    public static List<GoldenFolder> goldens() {
        return GoldenFolder.below("meaning");
    }

    @Test
    public void imageOrErrorIsThatOfBuildKit() {
        if (golden.has("error")) {
            try {
                fail(golden + " has no error: " + TargetImage.of(golden));
            } catch (InputException e) {
                golden.checkError(e.getMessage());
            }
        } else {
            String expected = JsonObject.parse(golden.text("image.json").getBytes(StandardCharsets.UTF_8))
                    .toString();
            assertEquals(expected, TargetImage.of(golden).toString());
        }
    }
}
