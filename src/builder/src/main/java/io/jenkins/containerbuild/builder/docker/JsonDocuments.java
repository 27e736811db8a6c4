package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.image.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Takes JSON objects, each on one line or on many, out of the lines of a text; other lines are somebody's words. */
final class JsonDocuments {
    private final Consumer<JsonObject> documents;
    private final Consumer<String> words;
    private final StringBuilder document = new StringBuilder();
    private int depth;
    private boolean inString;
    private boolean escaped;

    JsonDocuments(Consumer<JsonObject> documents, Consumer<String> words) {
        this.documents = documents;
        this.words = words;
    }

    void take(String line) {
        if (depth == 0 && !line.startsWith("{")) {
            words.accept(line);
            return;
        }
        document.append(line).append('\n');
        for (int i = 0; i < line.length(); i++) {
            count(line.charAt(i));
        }
        if (depth <= 0) {
            end();
        }
    }

    private void count(char c) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{') {
            depth++;
        } else if (c == '}') {
            depth--;
        }
    }

    private void end() {
        String text = document.toString();
        document.setLength(0);
        depth = 0;
        inString = false;
        JsonObject parsed;
        try {
            parsed = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            words.accept(text.strip());
            return;
        }
        documents.accept(parsed);
    }
}
