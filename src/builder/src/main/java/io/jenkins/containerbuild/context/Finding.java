package io.jenkins.containerbuild.context;

/**
 * A file or directory that is sent but rarely belongs in an image.
 *
 * @param path path of the file or directory; a directory ends with a slash
 * @param bytes size of everything that would not be sent without it
 * @param line first line of the first instruction that includes it
 * @param pattern pattern for the ignore file that excludes it
 * @param ignoreFile name of the ignore file to which the pattern belongs
 */
public record Finding(Rule rule, String path, long bytes, int line, String pattern, String ignoreFile) {

    /** The kind of a finding. */
    public enum Rule {
        /** The history of a version control system, which still contains every file that was ever deleted from it. */
        VCS_DATA("vcs-data"),
        /** Files that a package manager or an interpreter can download or generate again. */
        DEPENDENCY_CACHE("dependency-cache"),
        /** Private keys, passwords and tokens. */
        SECRET("secret"),
        /** Files over 50 MB. */
        LARGE_FILE("large-file"),
        /** Archives that no instruction names. */
        ARCHIVE("archive"),
        /** Video, sound and raw pictures that no instruction names. */
        MEDIA("media");

        private final String id;

        Rule(String id) {
            this.id = id;
        }

        /** The name of the rule in reports. */
        public String id() {
            return id;
        }
    }

    /** What to do about the finding, as an imperative. */
    public String advice() {
        return "add " + pattern + " to " + ignoreFile;
    }
}
