package io.jenkins.containerbuild.cli;

/** This tool's version. */
final class Version {
    private Version() {}

    /** As the jar's manifest has it; {@code development} where the classes do not come from a jar. */
    static String ofThisTool() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
