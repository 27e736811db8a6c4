package io.jenkins.containerbuild.cli;

/** This tool's version. */
final class Version {
    private Version() {}

    /** From the manifest of the jar; {@code development} if the classes are not in a jar. */
    static String ofThisTool() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
