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
 * Folders {@code meaning/NAME}: a Dockerfile, perhaps {@code options} of the command line, and the author, configuration and history of the
 * image that Docker 26.1's BuildKit made of it, {@code image.json}; or the {@code error}: line and part of the message, and in a second line
 * what 26.1 says instead where a newer BuildKit, which is followed, differs. {@link MeaningEngineTest} compares them with an engine again.
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
    public void meansWhatBuildKitMakesOfIt() {
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
