package io.jenkins.containerbuild.report.history;

import java.util.List;

/**
 * What a reading of a history gave.
 *
 * @param records in the order in which they were added, the newest last
 * @param damaged lines that were none; they have been kept aside, see {@link HistoryFile}
 * @param newer records that a later version of this software wrote; they stay, and are not shown
 */
public record History(List<HistoryRecord> records, int damaged, int newer) {}
