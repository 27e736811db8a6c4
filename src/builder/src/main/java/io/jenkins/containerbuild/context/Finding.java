package io.jenkins.containerbuild.context;

/**
 * Something among the files that are sent which an image hardly ever wants.
 *
 * @param path of a file, or of a directory with a slash at its end
 * @param bytes all that would not be sent without it
 * @param line first line of the first instruction that brings it in
 * @param pattern which leaves it out
 * @param ignoreFile where the pattern belongs
 */
public record Finding(Rule rule, String path, long bytes, int line, String pattern, String ignoreFile) {

    /** What is found. */
    public enum Rule {
        /** The history of a version control system, which holds all that was ever deleted from it. */
        VCS_DATA("vcs-data"),
        /** What a package manager or an interpreter can fetch or make again. */
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

        /** Its name in reports. */
        public String id() {
            return id;
        }
    }

    /** What to do about it. */
    public String advice() {
        return "add " + pattern + " to " + ignoreFile;
    }
}
