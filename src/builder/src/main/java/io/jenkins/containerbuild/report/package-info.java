/**
 * What happened in a build: phases, instructions, bytes, files, cache, reasons.
 *
 * <p>Doors: {@link io.jenkins.containerbuild.report.BuildReport} is the record of one build, {@link
 * io.jenkins.containerbuild.report.PlanReport} of what a build would do; {@link io.jenkins.containerbuild.report.ReportFiles} writes the
 * former for programs, {@link io.jenkins.containerbuild.report.ReportTable} for people, {@link io.jenkins.containerbuild.report.PlainProgress} what happens meanwhile.
 */
package io.jenkins.containerbuild.report;
