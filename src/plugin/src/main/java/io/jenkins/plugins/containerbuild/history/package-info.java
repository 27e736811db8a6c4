/**
 * Stores build reports: one record per image in the run, and one line per image in a size-limited file of the job.
 * {@link io.jenkins.plugins.containerbuild.history.BoundedReport} limits the size of agents' reports before they are
 * stored.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.history.BuildRecord}, {@link
 * io.jenkins.plugins.containerbuild.history.RunHistory}, {@link io.jenkins.plugins.containerbuild.history.JobHistory}.
 */
package io.jenkins.plugins.containerbuild.history;
