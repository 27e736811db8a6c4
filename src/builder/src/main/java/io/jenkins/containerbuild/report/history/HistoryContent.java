package io.jenkins.containerbuild.report.history;

import java.util.List;

/**
 * The result of reading a history.
 *
 * @param records the records in the order in which they were added, the newest last
 * @param damaged number of invalid lines, which {@link HistoryFile} moves to another file
 * @param newer number of records from a later version of this software, which stay in the file but are not returned
 */
public record HistoryContent(List<HistoryRecord> records, int damaged, int newer) {}
