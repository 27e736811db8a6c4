/**
 * Build reports and plan reports: phases, instructions, sizes, files, cache use and reasons.
 *
 * <p>Entry points: {@link io.jenkins.containerbuild.report.BuildReport} records one build, and {@link
 * io.jenkins.containerbuild.report.PlanReport} describes what a build would do. {@link
 * io.jenkins.containerbuild.report.ReportFiles} writes reports for programs, {@link
 * io.jenkins.containerbuild.report.ReportTable} formats them for people, and {@link
 * io.jenkins.containerbuild.report.PlainProgress} shows progress while a build runs.
 */
package io.jenkins.containerbuild.report;
