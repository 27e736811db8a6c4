/**
 * What builds leave behind for those who look at many of them: one compact record each, in one bounded file.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.report.history.HistoryRecord} is what is kept of a build, {@link
 * io.jenkins.containerbuild.report.history.HistoryFile} where it is kept, {@link io.jenkins.containerbuild.report.history.Trends} the
 * figures of many as JSON and CSV, {@link io.jenkins.containerbuild.report.history.TrendPage} a page that draws them. Its script and style
 * stand beside it, {@code charts.js} and {@code charts.css} with what they include, so that other pages draw the same.
 */
package io.jenkins.containerbuild.report.history;
