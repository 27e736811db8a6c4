package io.jenkins.containerbuild.report;

import io.jenkins.containerbuild.measure.Step;

/** How a step is called on a terminal: {@code [build 2/4] COPY . .}, as BuildKit does it. */
public final class StepLabel {
    private StepLabel() {}

    public static String of(Step step) {
        return "[" + stage(step.stage()) + step.number() + "/" + step.total() + "] "
                + step.text().replace('\n', ' ');
    }

    /** The only stage of most Dockerfiles needs no name. */
    private static String stage(String name) {
        if (name.equals("0")) {
            return "";
        }
        boolean index = !name.isEmpty() && name.charAt(0) >= '0' && name.charAt(0) <= '9';
        return (index ? "stage-" : "") + name + " ";
    }
}
