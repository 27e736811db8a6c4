package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.fault.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The rules for findings. Unless stated otherwise, a rule checks only files that get into the image. */
public enum FindingRule {
    /** Files with a name that is typical of secrets, unless the content shows that the file is harmless. */
    SECRET(Severity.HIGH, "secret"),
    /** Files with any name whose beginning contains a private key or a token. */
    SECRET_CONTENT(Severity.HIGH, "secret"),
    /**
     * The history of a version control system, which still contains deleted files. Checked in all needed stages,
     * because the history changes with every commit.
     */
    VCS_DATA(Severity.MEDIUM, "version control data"),
    /** Databases, dumps, logs and memory images of processes. */
    STATE_DATA(Severity.MEDIUM, "state file"),
    /** Files that a COPY or ADD puts into a VOLUME directory. */
    VOLUME_DATA(Severity.LOW, "file"),
    /** Files that a package manager or an interpreter can download or generate again. Checked in all needed stages. */
    DEPENDENCY_CACHE(Severity.LOW, "dependency cache"),
    /** Pictures, video, sound. */
    MEDIA(Severity.LOW, "media file"),
    /** Archives that no instruction names. */
    ARCHIVE(Severity.LOW, "archive"),
    /** Files over 50 MB that no instruction names. */
    LARGE_FILE(Severity.LOW, "large file"),
    /**
     * Source files of a compiled language, if the image also contains the compiled files or a RUN of its stages
     * compiles them.
     */
    SOURCE_CODE(Severity.LOW, "source file"),
    /** Libraries for tests, and archives of sources and documentation. */
    TEST_FILES(Severity.LOW, "test or source archive"),
    /** Debugger symbols and source maps. */
    DEBUG_SYMBOLS(Severity.LOW, "debug file"),
    /** Intermediate results and reports of build tools. */
    BUILD_LEFTOVERS(Severity.LOW, "intermediate build result"),
    /** Settings of editors and of continuous integration. */
    TOOL_FILES(Severity.LOW, "editor or CI file");

    private final Severity severity;
    private final String noun;

    FindingRule(Severity severity, String noun) {
        this.severity = severity;
        this.noun = noun;
    }

    /** The stable name in reports, options and comments, such as {@code vcs-data}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The rule with this id; empty if there is none. */
    private static Optional<FindingRule> ofId(String id) {
        return Arrays.stream(values()).filter(rule -> rule.id().equals(id)).findFirst();
    }

    /** The rule with this id; if there is none, throws {@link IllegalArgumentException} with a list of all ids. */
    public static FindingRule parse(String id) {
        return ofId(id).orElseThrow(() -> new IllegalArgumentException("no rule for findings has the name \"" + id
                + "\"" + Suggestion.of(id, ids()) + "; use one of " + String.join(", ", ids())));
    }

    /** The ids of all rules. */
    private static List<String> ids() {
        return Arrays.stream(values()).map(FindingRule::id).toList();
    }

    Severity severity() {
        return severity;
    }

    /** A singular noun for one file that breaks the rule. */
    String noun() {
        return noun;
    }
}
