package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.publish.Published;
import io.jenkins.containerbuild.report.BuildReport;
import java.util.List;

/**
 * What a builder made.
 *
 * @param steps one for each instruction that was carried out
 * @param published one for each destination of the image
 * @param notes remarks for the report
 */
record BuildResult(BuildReport.Image image, List<StepResult> steps, List<Published> published, List<String> notes) {}
