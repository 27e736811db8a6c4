package io.jenkins.containerbuild.measure;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.testing.FigureCases;
import java.util.Map;
import org.junit.Test;

public class FiguresTest {
    @Test
    public void bytesAreRoundedToThreeDigits() {
        FigureCases.BYTES.forEach((bytes, text) -> assertEquals(text, Figures.bytes(bytes)));
        assertEquals("9.22 EB", Figures.bytes(Long.MAX_VALUE));
        assertEquals("", Figures.bytes(-1));
    }

    @Test
    public void durationsAreRoundedToTheirLastDigit() {
        FigureCases.DURATIONS.forEach((millis, text) -> assertEquals(text, Figures.duration(millis)));
        assertEquals("", Figures.duration(-1));
    }

    @Test
    public void progressLinesHaveSecondsAsBuildKitWritesThem() {
        Map<Long, String> wanted =
                Map.of(0L, "0.0s", 49L, "0.0s", 50L, "0.1s", 1_949L, "1.9s", 1_950L, "2.0s", 75_000L, "75.0s");
        wanted.forEach((millis, text) -> assertEquals(text, Figures.progressSeconds(millis)));
    }

    @Test
    public void countsHaveThousandsSeparated() {
        Map<Long, String> wanted = Map.of(-1L, "", 0L, "0", 999L, "999", 1000L, "1,000", 20_040_000L, "20,040,000");
        wanted.forEach((count, text) -> assertEquals(text, Figures.count(count)));
        assertEquals("1 file", Figures.count(1, "file"));
        assertEquals("0 files", Figures.count(0, "file"));
    }
}
