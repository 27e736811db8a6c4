/**
 * The history of builds: one compact record per build, in a file of limited size.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.report.history.HistoryRecord} is the record of a build, {@link
 * io.jenkins.containerbuild.report.history.HistoryFile} stores records, {@link
 * io.jenkins.containerbuild.report.history.Trends} provides the figures of many builds as JSON and CSV, and {@link
 * io.jenkins.containerbuild.report.history.TrendPage} writes an HTML page with charts. The scripts and styles of the
 * page are resources of this package ({@code charts.js}, {@code charts.css} and the files they include), so that other
 * pages can draw the same charts.
 */
package io.jenkins.containerbuild.report.history;
