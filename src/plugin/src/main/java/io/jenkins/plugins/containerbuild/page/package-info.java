/**
 * What the pages of jobs show; those of runs are in {@code history}. All figures come from the job's own history, never from its runs.
 *
 * <p>Door: {@link io.jenkins.plugins.containerbuild.page.JobHistoryAction}.
 */
package io.jenkins.plugins.containerbuild.page;
