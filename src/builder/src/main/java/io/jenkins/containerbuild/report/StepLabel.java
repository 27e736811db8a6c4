package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.measure.Step;

/** The label of a step in progress output, in BuildKit's format: {@code [build 2/4] COPY . .}. */
public final class StepLabel {
    private StepLabel() {}

    public static String of(Step step) {
        return "[" + stage(step.stage()) + step.number() + "/" + step.total() + "] "
                + step.text().replace('\n', ' ');
    }

    /** The prefix for a stage. An unnamed first stage has no prefix, because most Dockerfiles have only one stage. */
    private static String stage(String name) {
        if (name.equals("0")) {
            return "";
        }
        boolean index = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
        return (index ? "stage-" : "") + name + " ";
    }
}
