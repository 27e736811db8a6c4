package io.jenkins.containerbuild.dockerfile.syntax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads and writes one line of comma-separated values with quotes (RFC 4180), the format of mounts and buildx options.
 */
public final class CsvFields {
    private final String line;
    private int at;

    private CsvFields(String line) {
        this.line = line;
    }

    /**
     * The fields of the line, unquoted; throws {@link IllegalArgumentException} if a quote is misplaced or not closed.
     */
    public static List<String> split(String line) {
        CsvFields reader = new CsvFields(line);
        List<String> fields = new ArrayList<>();
        fields.add(reader.field());
        while (reader.at < line.length()) {
            reader.at++;
            fields.add(reader.field());
        }
        return fields;
    }

    /**
     * Parses the {@code key=value} fields of the line into a map with lower-case keys; throws
     * {@link IllegalArgumentException} if a field has no equals sign.
     */
    public static Map<String, String> pairs(String line) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String field : split(line)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(line + ": \"" + field + "\" is not key=value");
            }
            pairs.put(field.substring(0, equals).strip().toLowerCase(Locale.ROOT), field.substring(equals + 1));
        }
        return pairs;
    }

    /** Joins the fields into one line; quotes fields that contain commas or quotes. */
    public static String join(List<String> fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            line.append(line.length() == 0 ? "" : ",");
            boolean plain = field.indexOf(',') < 0 && field.indexOf('"') < 0;
            line.append(plain ? field : "\"" + field.replace("\"", "\"\"") + "\"");
        }
        return line.toString();
    }

    private String field() {
        if (at < line.length() && line.charAt(at) == '"') {
            return quoted();
        }
        int comma = line.indexOf(',', at);
        String field = line.substring(at, comma < 0 ? line.length() : comma);
        if (field.indexOf('"') >= 0) {
            throw new IllegalArgumentException(
                    "a quote inside a field: " + line + "; quote the whole field and double each quote in it");
        }
        at += field.length();
        return field;
    }

    private String quoted() {
        StringBuilder field = new StringBuilder();
        while (++at < line.length()) {
            char c = line.charAt(at);
            if (c != '"') {
                field.append(c);
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else {
                at++;
                if (at < line.length() && line.charAt(at) != ',') {
                    throw new IllegalArgumentException(
                            "text after a closing quote: " + line + "; add a comma after the quote");
                }
                return field.toString();
            }
        }
        throw new IllegalArgumentException("a quote is not closed: " + line + "; add the closing quote");
    }
}
