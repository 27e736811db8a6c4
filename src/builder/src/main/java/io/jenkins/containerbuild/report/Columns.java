package io.jenkins.containerbuild.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text with their columns aligned. */
final class Columns {
    private Columns() {}

    /**
     * One line for each row, without spaces at its end.
     *
     * @param alignments one letter for each column: l for left, r for right
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
