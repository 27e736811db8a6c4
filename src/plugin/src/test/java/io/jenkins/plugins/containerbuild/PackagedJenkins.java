package io.jenkins.plugins.containerbuild;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jvnet.hudson.test.RealJenkinsRule;

/** A Jenkins process with the packaged plugin instead of the compiled classes. */
public final class PackagedJenkins {
    private PackagedJenkins() {}

    public static RealJenkinsRule rule() {
        return new RealJenkinsRule().omitPlugins("container-build");
    }

    /**
     * Starts it.
     *
     * @param configuration as code
     */
    public static void start(RealJenkinsRule jenkins, String configuration) throws Throwable {
        Path home = jenkins.getHome().toPath();
        Files.copy(Path.of("target/container-build.hpi"), home.resolve("plugins/container-build.jpi"));
        jenkins.extraEnv(
                "CASC_JENKINS_CONFIG",
                Files.writeString(home.resolve("casc.yaml"), configuration).toString());
        jenkins.startJenkins();
    }
}
