package io.jenkins.plugins.containerbuild.step;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The library tells users what would work in the words of the command line. Here these become what a Pipeline or an administrator of
 * Jenkins would write. A message that speaks of no option stays as it is.
 */
final class Wording {
    private static final String SYSTEM = "Manage Jenkins → System";
    private static final List<Rule> RULES = new ArrayList<>();

    private record Rule(Pattern pattern, String replacement) {}

    static {
        rule(
                "(were refused(?: \\([^)]*\\))?); run: docker login(?: [\\w.:\\[\\]-]+)?",
                "$1; correct them in Manage Jenkins → Credentials, or name others by credentialsId");
        rule(
                "; run: docker login(?: [\\w.:\\[\\]-]+)?",
                "; name credentials of Jenkins for this registry by credentialsId, or in the base image's entry in "
                        + SYSTEM + " → Container Build");
        rule(", or run: docker login(?: [\\w.:\\[\\]-]+)?", ", or name credentials of Jenkins by credentialsId");
        rule(
                "; docker login [\\w.:\\[\\]-]+ as one who may push there",
                "; name credentials of Jenkins that may push there by credentialsId");
        rule(
                "name (another|an engine|an engine of your own) with DOCKER_HOST",
                "name $1 by dockerServer (uri: 'tcp://HOST:PORT'), or run this on another agent");
        rule("name the (right file|Dockerfile) with -f", "name it by dockerfile, relative to context");
        rule(
                "(is not in the catalogue of base images; (?:it has [^;\\n]*|it is empty))",
                "$1; FROM, or baseImages of the step, has to name one of them, or an administrator adds it in " + SYSTEM
                        + " → Container Build");
        rule(
                "(not found in the context)$",
                "$1, which is a directory of the agent's workspace: check it out, build or unstash it before this step, or"
                        + " correct the path");
        rule("\\(https_proxy\\)", "(" + SYSTEM + " → HTTP Proxy)");
        rule(
                "check https?_proxy, its user and password, and no_proxy for hosts that need no proxy",
                "check the proxy in " + SYSTEM + ", its user and password, and the hosts that need no proxy");
        rule(
                "if the registry speaks plain http, --insecure-registry [\\w.:\\[\\]-]+ allows it",
                "only registries on a loopback address are spoken to in plain http: let it speak TLS");
        rule(
                "name a directory that can be written to \\(--cache-dir\\)",
                "name a directory that can be written to as cache directory in " + SYSTEM + " → Container Build");
        rule("--builder (auto|embedded|docker|buildx)", "builder: '$1'");
        option("build-arg", "buildArgs");
        option("build-context", "baseImages");
        option("cache-from", "cacheFrom");
        option("cache-to", "cacheTo");
        option("label", "labels");
        option("load", "load: true");
        option("max-age", "maxAge");
        option("no-cache", "noCache: true");
        option("pull", "pull: true");
        option("push", "push: true");
        option("secret", "secrets");
        option("target", "target");
    }

    private Wording() {}

    private static void rule(String pattern, String replacement) {
        RULES.add(new Rule(Pattern.compile(pattern), replacement));
    }

    /** An option of the command line; not a flag of a Dockerfile, which has its value behind an equals sign. */
    private static void option(String name, String parameter) {
        rule("(?<![\\w-])--" + name + "(?![\\w=-])", parameter);
    }

    static String ofPipelines(String message) {
        String worded = message;
        for (Rule rule : RULES) {
            worded = rule.pattern.matcher(worded).replaceAll(rule.replacement);
        }
        return worded;
    }
}
