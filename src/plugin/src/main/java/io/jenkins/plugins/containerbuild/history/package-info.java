/**
 * Stores the reports of builds: one record per image in the run, and one line per image in a bounded file of the job. Reports of agents are
 * copied within limits first ({@link io.jenkins.plugins.containerbuild.history.BoundedReport}).
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.history.BuildRecord}, {@link
 * io.jenkins.plugins.containerbuild.history.RunHistory}, {@link io.jenkins.plugins.containerbuild.history.JobHistory}.
 */
package io.jenkins.plugins.containerbuild.history;
