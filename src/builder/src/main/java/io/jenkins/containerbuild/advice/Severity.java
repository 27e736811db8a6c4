package io.jenkins.containerbuild.advice;

import java.util.Locale;

/** How serious a finding is; later constants are more serious. */
public enum Severity {
    /** Costs bytes or time. */
    LOW,
    /** Does not belong in an image: state, history, build inputs. */
    MEDIUM,
    /** Gives away a secret to everybody who can pull the image. */
    HIGH;

    /** The name in reports, such as {@code high}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
