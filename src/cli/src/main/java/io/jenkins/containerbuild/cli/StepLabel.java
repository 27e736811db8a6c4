package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.measure.Step;

/** How a step is called on a terminal: {@code [build 2/4] COPY . .}, as BuildKit does it. */
final class StepLabel {
    private StepLabel() {}

    static String of(Step step) {
        return "[" + step.stage() + " " + step.number() + "/" + step.total() + "] "
                + step.text().replace('\n', ' ');
    }

    /** Seconds with one digit, {@code 0.2s}. */
    static String seconds(long millis) {
        long tenths = (millis + 50) / 100;
        return tenths / 10 + "." + tenths % 10 + "s";
    }
}
