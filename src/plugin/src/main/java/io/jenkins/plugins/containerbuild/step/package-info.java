/**
 * The Pipeline steps. Each step converts its parameters to a request and runs it on the agent, in the workspace.
 *
 * <p>Entry points: {@link io.jenkins.plugins.containerbuild.step.ContainerBuildStep}, {@link
 * io.jenkins.plugins.containerbuild.step.ContainerPlanStep}, {@link
 * io.jenkins.plugins.containerbuild.step.BaseImageStep}; {@link io.jenkins.plugins.containerbuild.step.ContainerImage}
 * is the result of a build; {@link io.jenkins.plugins.containerbuild.step.PipelineWords} adapts the library's messages
 * to Pipelines.
 */
package io.jenkins.plugins.containerbuild.step;
