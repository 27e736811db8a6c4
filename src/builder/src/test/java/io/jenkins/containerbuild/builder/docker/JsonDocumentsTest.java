package io.jenkins.containerbuild.builder.docker;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.image.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** What buildx writes with {@code --progress=rawjson}: 0.13 spreads an object over lines, newer ones write one a line; words stand between. */
public class JsonDocumentsTest {
    private final List<String> documents = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private void take(String... lines) {
        documents.clear();
        words.clear();
        JsonDocuments taking = new JsonDocuments(json -> documents.add(json.toString()), words::add);
        for (String line : lines) {
            taking.take(line);
        }
    }

    @Test
    public void objectsOverLinesAndOnOneLine() {
        take("{", "  \"a\": {", "    \"b\": 1", "  }", "}", "{\"c\":2}", "{", "}");
        assertEquals(List.of("{\"a\":{\"b\":1}}", "{\"c\":2}", "{}"), documents);
        assertEquals(List.of(), words);
    }

    @Test
    public void bracesAndQuotesInStringsCountForNothing() {
        take("{", "  \"a\": \"}{ \\\" } \\\\\"", "}", "{\"b\":\"{\"}");
        assertEquals(List.of("{\"a\":\"}{ \\\" } \\\\\"}", "{\"b\":\"{\"}"), documents);
    }

    @Test
    public void wordsStandBetween() {
        take("WARNING: none", "{\"a\":1}", "Dockerfile:2", "   2 | >>> RUN x", "ERROR: failed", "{ no json }", "end");
        assertEquals(List.of("{\"a\":1}"), documents);
        assertEquals(
                List.of("WARNING: none", "Dockerfile:2", "   2 | >>> RUN x", "ERROR: failed", "{ no json }", "end"),
                words);
    }

    /** As BuildKit's client.SolveStatus becomes JSON; a vertex that has not begun has no times. */
    @Test
    public void statusIsRead() {
        String text =
                "{\"vertexes\":[{\"digest\":\"sha256:1\",\"name\":\"[2/2] RUN x\",\"started\":\"2026-01-02T03:04:05.000000007Z\","
                        + "\"cached\":true,\"error\":\"e\"},{\"digest\":\"sha256:2\",\"name\":\"n\"}],"
                        + "\"statuses\":[{\"id\":\"transferring context:\",\"vertex\":\"sha256:2\",\"current\":5,\"total\":9}],"
                        + "\"logs\":[{\"vertex\":\"sha256:1\",\"stream\":1,\"data\":\"aGkK\"}]}";
        SolveStatus status =
                SolveStatusJson.read(JsonObject.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertEquals(
                List.of(
                        new SolveStatus.Vertex("sha256:1", "[2/2] RUN x", true, 1767323045000000007L, 0, "e"),
                        new SolveStatus.Vertex("sha256:2", "n", false, 0, 0, "")),
                status.vertices());
        assertEquals(List.of(new SolveStatus.Transfer("sha256:2", "transferring context:", 5, 9)), status.transfers());
        assertEquals("hi\n", status.logs().get(0).bytes().toStringUtf8());
    }
}
