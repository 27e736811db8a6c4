package io.jenkins.containerbuild.notification;

import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.Test;

/** Whatever comes, it is read or refused: in bounded time, and with names that could stand in a Dockerfile. */
public class NotificationFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", 20261125L);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000);
    private static final List<String> SAMPLES = List.of(
            NotificationFormatTest.DISTRIBUTION,
            NotificationFormatTest.ECR,
            NotificationFormatTest.DOCKER_HUB,
            NotificationFormatTest.HARBOR,
            NotificationFormatTest.HARBOR_CLOUD_EVENT);
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999",
            "1" + "0".repeat(2000),
            "[]",
            "{}",
            "[[[[[[[[]]]]]]]]",
            "\"\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"../../etc/passwd\"",
            "\"" + "x".repeat(70_000) + "\"",
            "\"" + "a.".repeat(30_000) + "a\"",
            "\"a b\"",
            "\"%2e%2e\"",
            "\"registry.example:99999\"",
            "\"<script>\"",
            "\"sha256:0\"",
            "{\"a\":{\"a\":{}}}");

    private final Random random = new Random(SEED);

    @Test
    public void mutatedEventsAreReadOrRefused() {
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] body = mutated();
            for (NotificationFormat format : NotificationFormat.values()) {
                try {
                    Notification told = format.read(body);
                    told.pushed().forEach(NotificationFuzzTest::assertName);
                    read += told.pushed().size();
                } catch (IllegalArgumentException expected) {
                    // Refused.
                } catch (RuntimeException | Error e) {
                    throw new AssertionError(
                            "seed " + SEED + ", round " + round + ", " + format + ": "
                                    + new String(body, StandardCharsets.UTF_8),
                            e);
                }
            }
        }
        assertTrue("only " + read + " pushes survived, so the mutations reach nothing", read > ROUNDS / 10);
    }

    private static void assertName(ImageReference image) {
        assertTrue(image.toString(), image.hasTag());
        assertTrue(image.toString(), image.equals(ImageReference.parse(image.toString())));
    }

    private byte[] mutated() {
        StringBuilder text = new StringBuilder(SAMPLES.get(random.nextInt(SAMPLES.size())));
        for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(0x180));
                case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
                case 4 -> text.setLength(at + 1);
                default -> replaceValue(text, at);
            }
        }
        return random.nextInt(10) == 0
                ? text.toString().getBytes(StandardCharsets.UTF_16LE)
                : text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The value after the next colon that stands behind a name becomes another, often of another kind. */
    private void replaceValue(StringBuilder text, int from) {
        int start = text.indexOf("\": ", from) + 3;
        int end = start;
        while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        if (start > 2) {
            text.replace(start, end, VALUES.get(random.nextInt(VALUES.size())));
        }
    }
}
