package io.jenkins.containerbuild.report.history;

import java.util.List;

/**
 * Writes comma-separated values (RFC 4180). A text that begins with {@code = + - @}, a tab or a line break gets a
 * leading apostrophe, because spreadsheets would evaluate the text as a formula.
 */
final class Csv {
    private static final String FORMULA = "=+-@\t\r\n";

    private Csv() {}

    /** Returns a header line with the column names and one line per build. */
    static String of(List<HistoryRecord> records) {
        StringBuilder out = new StringBuilder();
        line(out, Column.ALL.stream().map(Column::name).toList());
        for (HistoryRecord kept : records) {
            line(
                    out,
                    Column.ALL.stream()
                            .map(column -> column.value().apply(kept))
                            .toList());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<?> values) {
        String separator = "";
        for (Object value : values) {
            out.append(separator).append(field(value));
            separator = ",";
        }
        out.append("\r\n");
    }

    private static String field(Object value) {
        String text = Column.isKnown(value) ? value.toString() : "";
        if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quoted =
                text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
