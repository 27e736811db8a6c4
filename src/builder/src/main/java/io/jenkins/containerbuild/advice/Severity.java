package io.jenkins.containerbuild.advice;

import java.util.Locale;

/** How serious a finding is; later constants are more serious. */
public enum Severity {
    /** Wastes space or time. */
    LOW,
    /** Content that does not belong in an image: state, history, build inputs. */
    MEDIUM,
    /** Reveals a secret to everyone who can pull the image. */
    HIGH;

    /** The name in reports, such as {@code high}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
