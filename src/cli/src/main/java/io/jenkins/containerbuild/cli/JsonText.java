package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.JsonObject;

/** Formats JSON for printing: one line of valid UTF-8. */
final class JsonText {
    private JsonText() {}

    /** The object and a line feed. Lone surrogates, which represent bytes of file names, become JSON escapes. */
    static String of(JsonObject json) {
        String text = json.toStringWithNulls() + "\n";
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair && escaped == null) {
                escaped = new StringBuilder(text.substring(0, i));
            }
            if (escaped != null) {
                escaped.append(Character.isSurrogate(c) && !pair ? "\\u" + Integer.toHexString(c) : String.valueOf(c));
            }
            if (pair) {
                i++;
                if (escaped != null) {
                    escaped.append(text.charAt(i));
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
