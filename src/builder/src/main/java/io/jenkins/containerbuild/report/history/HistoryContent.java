package io.jenkins.containerbuild.report.history;

import java.util.List;

/**
 * The result of reading a history.
 *
 * @param records the records in the order in which they were added, the newest last
 * @param damaged number of lines that are not valid records; they have been moved to another file, see {@link
 *      HistoryFile}
 * @param newer number of records written by a later version of this software; they are kept but not returned
 */
public record HistoryContent(List<HistoryRecord> records, int damaged, int newer) {}
