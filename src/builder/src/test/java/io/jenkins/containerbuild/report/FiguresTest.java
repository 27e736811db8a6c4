package io.jenkins.containerbuild.report;

import static org.junit.Assert.assertEquals;

import java.util.Map;
import org.junit.Test;

public class FiguresTest {
    @Test
    public void durationsHaveUnitsThatPeopleRead() {
        Map<Long, String> wanted = Map.of(
                -1L, "",
                0L, "0 ms",
                999L, "999 ms",
                1_000L, "1.0 s",
                1_299L, "1.2 s",
                59_999L, "59.9 s",
                60_000L, "1 min 00 s",
                125_900L, "2 min 05 s",
                3_600_000L, "60 min 00 s");
        wanted.forEach((millis, text) -> assertEquals(text, Figures.duration(millis)));
    }
}
