package io.jenkins.plugins.containerbuild.config;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;

public class HelpTextTest {
    /** Another field sets the size, so a number in the help text could be wrong. */
    @Test
    public void helpOfTheCacheContainsNoSize() throws Exception {
        for (String field : List.of("cacheDirectory", "cacheMegabytes")) {
            String name = "ContainerBuildConfiguration/help-" + field + ".html";
            try (InputStream help = getClass().getResourceAsStream(name)) {
                String text = new String(help.readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(name, text.contains("cache"));
                assertFalse(text, text.matches("(?s).*[0-9].*"));
            }
        }
    }
}
