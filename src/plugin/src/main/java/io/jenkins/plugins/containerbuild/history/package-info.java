/**
 * What is kept of builds: one record each, with the run and in one bounded file of the job.
 *
 * <p>Doors: {@link io.jenkins.plugins.containerbuild.history.BuildRecord}, {@link
 * io.jenkins.plugins.containerbuild.history.RunHistory}, {@link io.jenkins.plugins.containerbuild.history.JobHistory}.
 */
package io.jenkins.plugins.containerbuild.history;
