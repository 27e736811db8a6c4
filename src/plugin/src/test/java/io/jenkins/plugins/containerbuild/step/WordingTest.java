package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** From the words of the command line to those of a Pipeline. */
public class WordingTest {
    @Test
    public void optionsBecomeParameters() {
        String[][] rows = {
            {"--builder embedded does without", "builder: 'embedded' does without"},
            {"a stage without it (--target) would work", "a stage without it (target) would work"},
            {"--build-arg X: no ARG has this name", "buildArgs X: no ARG has this name"},
            {"older than --max-age allows", "older than maxAge allows"},
            {"LABEL or --label would set it", "LABEL or labels would set it"},
            {"try again later, or run: docker login", "try again later, or name credentials of Jenkins by credentialsId"
            },
            {
                "the credentials from Jenkins' credentials a were refused; run: docker login reg.example:5000, or check",
                "the credentials from Jenkins' credentials a were refused; correct them in Manage Jenkins → Credentials,"
                        + " or name others by credentialsId, or check"
            },
            {
                "denied; docker login reg.example as one who may push there",
                "denied; name credentials of Jenkins that may push there by credentialsId"
            },
        };
        for (String[] row : rows) {
            assertEquals(row[0], row[1], Wording.ofPipelines(row[0]));
        }
    }

    @Test
    public void whatIsADockerfilesOwnStays() {
        for (String own : new String[] {
            "COPY --from=build",
            "use --chmod=755",
            "--platform=linux/arm64 in FROM",
            "RUN --mount=type=secret",
            "apt --push-out"
        }) {
            assertEquals(own, Wording.ofPipelines(own));
        }
    }
}
