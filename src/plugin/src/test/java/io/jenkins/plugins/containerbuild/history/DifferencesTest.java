package io.jenkins.plugins.containerbuild.history;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.measure.Figures;
import org.junit.Test;

public class DifferencesTest {
    @Test
    public void onlyWhatIsKnownAndWorthAWordIsSaid() {
        assertEquals("", new Differences().text());
        assertEquals(
                "base +1.00 MB, application −2.00 kB",
                new Differences()
                        .with("base", 31_000_000, 30_000_000, 1, Figures::bytes)
                        .with("application", 10_000, 12_000, 1, Figures::bytes)
                        .with("same", 7, 7, 1, Figures::bytes)
                        .with("not known", -1, 12_000, 1, Figures::bytes)
                        .with("not known before", 12_000, -1, 1, Figures::bytes)
                        .with("small", 900, 600, 301, Figures::bytes)
                        .text());
    }
}
