package io.jenkins.containerbuild.cli;

/** The version of this tool. */
final class Version {
    private Version() {}

    /** The version in the manifest of the jar; {@code development} if the classes are not in a jar. */
    static String ofThisTool() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
