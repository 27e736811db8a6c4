/**
 * The steps: parameters become a request, which is carried out on the agent, where the workspace is.
 *
 * <p>Doors: {@link io.jenkins.plugins.containerbuild.step.ContainerBuildStep}, {@link
 * io.jenkins.plugins.containerbuild.step.ContainerPlanStep}, {@link io.jenkins.plugins.containerbuild.step.BaseImageStep}; {@link
 * io.jenkins.plugins.containerbuild.step.ContainerImage} is what a Pipeline gets;
 * {@link io.jenkins.plugins.containerbuild.step.PipelineWords} are the words of all that the library says.
 */
package io.jenkins.plugins.containerbuild.step;
