package io.jenkins.containerbuild.advice;

import java.util.Locale;

/** The rules for findings. */
public enum FindingRule {
    /** The history of a version control system, which still contains every file that was ever deleted from it. */
    VCS_DATA(Severity.MEDIUM, "version control data"),
    /** Files that a package manager or an interpreter can download or generate again. */
    DEPENDENCY_CACHE(Severity.LOW, "dependency cache"),
    /** Private keys, passwords and tokens. */
    SECRET(Severity.HIGH, "secret"),
    /** Files over 50 MB. */
    LARGE_FILE(Severity.LOW, "large file"),
    /** Archives that no instruction names. */
    ARCHIVE(Severity.LOW, "archive"),
    /** Video, sound and raw pictures that no instruction names. */
    MEDIA(Severity.LOW, "media file");

    private final Severity severity;
    private final String description;

    FindingRule(Severity severity, String description) {
        this.severity = severity;
        this.description = description;
    }

    /** The stable name in reports and options, such as {@code vcs-data}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Severity severity() {
        return severity;
    }

    String description() {
        return description;
    }
}
