package io.jenkins.containerbuild.report;

import java.util.ArrayList;
import java.util.List;

/** Aligns rows of text in columns. */
final class Columns {
    private Columns() {}

    /**
     * Returns one line per row, without trailing spaces.
     *
     * @param alignments one letter per column: l for left, r for right
     */
    static List<String> of(String alignments, List<String[]> rows) {
        int[] widths = new int[alignments.length()];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String gap = " ".repeat(widths[i] - row[i].length());
                line.append(alignments.charAt(i) == 'r' ? gap + row[i] : row[i] + gap)
                        .append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
