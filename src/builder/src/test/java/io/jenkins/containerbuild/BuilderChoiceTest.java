package io.jenkins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Test;

/** Names of builders, and the engine that each leads to. */
public class BuilderChoiceTest {
    private static final Map<String, String> NONE = Map.of();
    private static final Map<String, String> BUILDKIT_HOST = Map.of("BUILDKIT_HOST", "tcp://build:1234");

    @Test
    public void namesLeadToEngines() {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("auto", "DOCKER ");
        cases.put("docker", "DOCKER ");
        cases.put("buildx", "BUILDX ");
        cases.put("buildx:far", "BUILDX far");
        cases.put("buildkit:unix:///run/buildkit/buildkitd.sock", "BUILDKIT unix:///run/buildkit/buildkitd.sock");
        cases.put("buildkit:tcp://build:1234", "BUILDKIT tcp://build:1234");
        cases.forEach((name, engine) ->
                assertEquals(engine, text(BuilderChoice.parse(name).engine(NONE))));
    }

    @Test
    public void buildKitHostIsForAutoOnly() {
        assertEquals("BUILDKIT tcp://build:1234", text(BuilderChoice.AUTO.engine(BUILDKIT_HOST)));
        assertEquals("DOCKER ", text(BuilderChoice.DOCKER.engine(BUILDKIT_HOST)));
        assertEquals("BUILDX far", text(BuilderChoice.parse("buildx:far").engine(BUILDKIT_HOST)));
    }

    private static String text(BuilderChoice choice) {
        return choice.kind() + " " + choice.builder();
    }

    @Test
    public void otherNamesAreRefused() {
        for (String name :
                new String[] {"", "kaniko", "buildkit", "buildkit:", "buildkit:host:1234", "buildkit:ssh://host"}) {
            IllegalArgumentException fault =
                    assertThrows(name, IllegalArgumentException.class, () -> BuilderChoice.parse(name));
            assertTrue(fault.getMessage(), fault.getMessage().startsWith("\"" + name + "\" is not known; use auto,"));
        }
    }
}
