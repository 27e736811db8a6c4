package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;

/**
 * The result of a builder.
 *
 * @param steps one result for each executed instruction
 * @param published one entry for each destination of the image
 * @param notes remarks for the report
 */
record BuildResult(BuildReport.Image image, List<StepResult> steps, List<Published> published, List<String> notes) {}
