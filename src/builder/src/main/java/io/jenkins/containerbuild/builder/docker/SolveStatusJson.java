package io.jenkins.containerbuild.builder.docker;

import com.google.protobuf.ByteString;
import io.jenkins.containerbuild.image.JsonObject;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** The same as BuildKit's clients write it with {@code --progress=rawjson}: client.SolveStatus as JSON. */
final class SolveStatusJson {
    private SolveStatusJson() {}

    static SolveStatus read(JsonObject json) {
        List<SolveStatus.Vertex> vertices =
                json.objects("vertexes").stream().map(SolveStatusJson::vertex).toList();
        List<SolveStatus.Log> logs =
                json.objects("logs").stream().map(SolveStatusJson::log).toList();
        List<SolveStatus.Transfer> transfers =
                json.objects("statuses").stream().map(SolveStatusJson::transfer).toList();
        return new SolveStatus(vertices, logs, transfers);
    }

    private static SolveStatus.Vertex vertex(JsonObject json) {
        return new SolveStatus.Vertex(
                json.string("digest"),
                json.string("name"),
                json.bool("cached"),
                nanos(json.string("started")),
                nanos(json.string("completed")),
                json.string("error"));
    }

    private static SolveStatus.Log log(JsonObject json) {
        byte[] bytes = Base64.getDecoder().decode(json.string("data"));
        return new SolveStatus.Log(json.string("vertex"), ByteString.copyFrom(bytes));
    }

    private static SolveStatus.Transfer transfer(JsonObject json) {
        return new SolveStatus.Transfer(
                json.string("vertex"), json.string("id"), json.number("current"), json.number("total"));
    }

    private static long nanos(String timestamp) {
        if (timestamp.isEmpty()) {
            return 0;
        }
        Instant instant = Instant.parse(timestamp);
        return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
    }
}
