package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.image.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Reads the events in a response of an engine: one JSON object per line. */
public final class EngineEvents {
    private final BufferedReader lines;

    public EngineEvents(InputStream body) {
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8), 64 << 10);
    }

    /** Returns the next event, or null at the end. */
    public JsonObject next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                return parse(line);
            }
        }
        return null;
    }

    private static JsonObject parse(String line) throws IOException {
        try {
            return JsonObject.parse(line.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "the engine said what is no JSON: " + line.substring(0, Math.min(200, line.length())), e);
        }
    }

    /** The error message of an event, or "" if the event reports no failure. */
    public static String failure(JsonObject event) {
        String detail = event.object("errorDetail").string("message");
        return detail.isEmpty() ? event.string("error") : detail;
    }
}
