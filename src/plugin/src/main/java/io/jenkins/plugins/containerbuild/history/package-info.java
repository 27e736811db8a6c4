/**
 * Stores build reports: one record per image in the run, and one line per image in a size-limited file of the job.
 * Before a report of an agent is stored, {@link io.jenkins.plugins.containerbuild.history.BoundedReport} limits its
 * size.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.history.BuildRecord}, {@link
 * io.jenkins.plugins.containerbuild.history.RunHistory}, {@link io.jenkins.plugins.containerbuild.history.JobHistory}.
 */
package io.jenkins.plugins.containerbuild.history;
