package io.jenkins.containerbuild.image;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Values of each type are read from untrusted input, and anything that is not an object is rejected. */
public class JsonObjectTest {
    @Test
    public void eachKindOfValueComesThrough() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("z", "ü \"\n");
        expected.put("int", 7);
        expected.put("long", 5_000_000_000L);
        expected.put("half", 0.5);
        expected.put("yes", true);
        expected.put("no", false);
        expected.put("nothing", null);
        expected.put("list", List.of(1, "b", Map.of("c", List.of())));
        expected.put("map", Map.of("d", "e"));
        String json = "{\"z\":\"\\u00fc \\\"\\n\",\"int\":7,\"long\":5000000000,\"half\":0.5,\"yes\":true,\"no\":false,"
                + "\"nothing\":null,\"list\":[1,\"b\",{\"c\":[]}],\"map\":{\"d\":\"e\"}}";
        JsonObject object = parse(json);
        assertEquals(expected, object.members());
        assertEquals("members keep their order", json.replace("\\u00fc", "ü"), object.toStringWithNulls());
    }

    @Test
    public void otherJsonValuesAreRefused() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        for (String text : List.of(
                "",
                "null",
                "[]",
                "7",
                "\"a\"",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1,",
                "{a:1}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":" + deep + "}")) {
            assertThrows(text.length() > 100 ? "deep" : text, IllegalArgumentException.class, () -> parse(text));
        }
    }

    /** A size of 2^64 + 1 bytes in a manifest must not be read as 1. */
    @Test
    public void numbersThatLongCannotHoldAreNone() {
        assertEquals(Long.MAX_VALUE, parse("{\"n\":9223372036854775807}").number("n"));
        for (String number : List.of("18446744073709551617", "9223372036854775808", "1.5", "1e30", "-1e400")) {
            assertThrows(number, IllegalArgumentException.class, () -> parse("{\"n\":" + number + "}")
                    .number("n"));
        }
    }

    private static JsonObject parse(String text) {
        return JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
