package io.jenkins.containerbuild.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An authentication challenge in a {@code WWW-Authenticate} header (RFC 9110, section 11.6.1).
 *
 * @param scheme authentication scheme in lower case
 * @param parameters unquoted parameter values by lower-case name
 */
record Challenge(String scheme, Map<String, String> parameters) {

    /** Parses all challenges in the headers. A header may contain several challenges; invalid ones are skipped. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> result = new ArrayList<>();
        for (String header : headers) {
            new Reader(header).readInto(result);
        }
        return result;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /**
     * Reads one header. A name followed by "=" is a parameter of the challenge before it; any other name begins a
     * challenge.
     */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> result) {
            while (true) {
                skip(" \t,");
                String name = token().toLowerCase(Locale.ROOT);
                if (name.isEmpty()) {
                    return;
                }
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    skip("=");
                    skip(" \t");
                    String value = value();
                    if (!result.isEmpty()) {
                        result.get(result.size() - 1).parameters().putIfAbsent(name, value);
                    }
                } else {
                    result.add(new Challenge(name, new LinkedHashMap<>()));
                }
            }
        }

        private String value() {
            if (at >= text.length() || text.charAt(at) != '"') {
                return token();
            }
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            skipOne();
            return value.toString();
        }

        private void skipOne() {
            at = Math.min(at + 1, text.length());
        }

        private String token() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at);
        }

        private void skip(String characters) {
            while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
