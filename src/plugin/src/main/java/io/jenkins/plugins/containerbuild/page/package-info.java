/**
 * The pages of jobs; the pages of runs are in package {@code history}. All figures come from the job's history file, so
 * no build is loaded.
 *
 * <p>Entry point: {@link io.jenkins.plugins.containerbuild.page.JobHistoryAction}.
 */
package io.jenkins.plugins.containerbuild.page;
