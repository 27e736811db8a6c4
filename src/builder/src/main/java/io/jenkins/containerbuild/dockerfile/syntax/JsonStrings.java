package io.jenkins.containerbuild.dockerfile.syntax;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.shell.Whitespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the exec form, a JSON array of strings. Text that is not a JSON array is not in exec form; an array that
 * contains anything but strings is an error.
 */
final class JsonStrings {
    /** Maximum nesting depth, as in Go's decoder. */
    private static final int DEEPEST = 10_000;

    private JsonStrings() {}

    /** The strings, or null if the text is not a JSON array. Throws a {@link Mistake} if an element is not a string. */
    static List<String> read(String text) {
        String array = Whitespace.trimStart(text);
        if (!array.startsWith("[")) {
            return null;
        }
        List<String> strings = new ArrayList<>();
        boolean onlyStrings;
        try (JsonParser parser = Json.FACTORY.createParser(array)) {
            parser.nextToken();
            onlyStrings = readElements(parser, strings);
            if (parser.nextToken() != null) {
                return null;
            }
        } catch (IOException notJson) {
            return null;
        }
        if (!onlyStrings) {
            throw new Mistake("when using JSON array syntax, arrays must be comprised of strings only; found " + array);
        }
        return strings;
    }

    /** Reads all elements and returns whether they are all strings. */
    private static boolean readElements(JsonParser parser, List<String> strings) throws IOException {
        boolean onlyStrings = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.VALUE_STRING) {
                strings.add(withoutLoneSurrogates(parser.getText()));
            } else {
                onlyStrings = false;
                skip(parser, token);
            }
        }
        return onlyStrings;
    }

    private static void skip(JsonParser parser, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            parser.skipChildren();
        }
    }

    /** Replaces unpaired surrogates, such as {@code \ud800}, by the replacement character, as Go does. */
    private static String withoutLoneSurrogates(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                result.append(c).append(text.charAt(++i));
            } else {
                result.append(Character.isSurrogate(c) ? '\uFFFD' : c);
            }
        }
        return result.toString();
    }

    /** Creates the factory lazily: many Dockerfiles contain no JSON array. */
    private static final class Json {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .build();
    }
}
