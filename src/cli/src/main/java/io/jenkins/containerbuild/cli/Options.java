package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.advice.FindingRule;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.NamedContext;
import io.jenkins.containerbuild.image.Platform;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defines options that several commands share, and parses values of options. The parsing methods throw {@link
 * UsageException} for an invalid value.
 */
final class Options {
    static final String FILE = "--file";
    static final String TARGET = "--target";
    static final String BUILD_ARG = "--build-arg";
    static final String BUILD_CONTEXT = "--build-context";
    static final String PLATFORM = "--platform";
    static final String CATALOGUE = "--catalogue";
    static final String IGNORE_FINDING = "--ignore-finding";
    static final String INSECURE_REGISTRY = "--insecure-registry";
    static final String CACHE_DIR = "--cache-dir";

    private Options() {}

    static OptionSpec file() {
        return Syntax.value("FILE", "Dockerfile (default: Dockerfile in CONTEXT)", "-f", FILE);
    }

    static OptionSpec target() {
        return Syntax.value("STAGE", "Stage to build (default: the last one)", TARGET);
    }

    static OptionSpec buildArg() {
        return Syntax.list("K[=V]", "Value of an ARG (default: from the environment)", BUILD_ARG);
    }

    static OptionSpec buildContext() {
        return Syntax.list("NAME=…", "Named context: DIR, docker-image://REF or oci-layout://DIR", BUILD_CONTEXT);
    }

    static OptionSpec platform() {
        return Syntax.value("OS/ARCH", "Platform to build for (default: that of this machine)", PLATFORM);
    }

    static OptionSpec catalogue() {
        return Syntax.value("FILE", "Names of prebuilt base images, and rules, as YAML", CATALOGUE);
    }

    static OptionSpec ignoreFinding() {
        return Syntax.list("RULE", "Do not look for findings of this rule; repeatable", IGNORE_FINDING);
    }

    /** Values of {@code --ignore-finding}. */
    static Set<FindingRule> ignoredFindings(Arguments arguments) {
        return Set.copyOf(readEach(IGNORE_FINDING, arguments, FindingRule::parse));
    }

    static OptionSpec insecureRegistry() {
        return Syntax.list("HOST", "Use unencrypted HTTP for this registry", INSECURE_REGISTRY);
    }

    static OptionSpec cacheDirectory() {
        return Syntax.value("DIR", "Where layers are kept between builds", CACHE_DIR);
    }

    /** Values of {@code --build-arg}: {@code K=V}, or {@code K} to use the value of the environment variable K. */
    static Map<String, String> buildArgs(Arguments arguments, Map<String, String> environment) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values(BUILD_ARG)) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                result.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (environment.containsKey(pair)) {
                result.put(pair, environment.get(pair));
            }
        }
        return result;
    }

    /** Values of {@code --label}: {@code K=V}, or {@code K} for an empty value. */
    static Map<String, String> labels(Arguments arguments) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values("--label")) {
            int equals = pair.indexOf('=');
            result.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return result;
    }

    /** Values of {@code --annotation}: {@code [manifest:]K=V}. */
    static Map<String, String> annotations(Arguments arguments) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values("--annotation")) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new UsageException("--annotation " + pair + " is not KEY=VALUE");
            }
            String key = pair.substring(0, equals);
            int colon = key.indexOf(':');
            if (colon >= 0 && !key.substring(0, colon).equals("manifest")) {
                throw UsageException.notYet("--annotation " + key.substring(0, colon + 1));
            }
            result.put(key.substring(colon + 1), pair.substring(equals + 1));
        }
        return result;
    }

    /** Values of {@code --build-context}: {@code NAME=VALUE}. */
    static List<NamedContext> buildContexts(Arguments arguments) {
        List<NamedContext> result = new ArrayList<>();
        for (String pair : arguments.values(BUILD_CONTEXT)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--build-context " + pair + " is not NAME=VALUE");
            }
            String name = pair.substring(0, equals);
            result.add(read("--build-context", pair.substring(equals + 1), value -> NamedContext.parse(name, value)));
        }
        return result;
    }

    /** Value of {@code --platform}; the platform of this machine if the option was not given. */
    static Platform platform(Arguments arguments) {
        String text = arguments.value(PLATFORM, "");
        if (text.indexOf(',') >= 0) {
            throw UsageException.notYet("--platform with more than one platform");
        }
        return text.isEmpty() ? Platform.ofThisMachine() : read("--platform", text, Platform::parse);
    }

    /** Values of {@code --tag} without duplicates; names without a tag get the tag {@code latest}. */
    static List<ImageReference> tags(Arguments arguments) {
        return arguments.values("--tag").stream().map(Options::tag).distinct().toList();
    }

    private static ImageReference tag(String text) {
        ImageReference reference = read("--tag", text, ImageReference::parse);
        if (reference.hasDigest()) {
            throw new UsageException("--tag " + text + " must not have a digest, because the build determines it");
        }
        return reference.withDefaultTag();
    }

    /** Value of an option as a path, or null if the option was not given. */
    static Path path(Arguments arguments, String option) {
        String text = arguments.value(option, "");
        return text.isEmpty() ? null : read(option, text, Path::of);
    }

    /** Value of an option that accepts only the given words. */
    static String word(Arguments arguments, String option, String absent, String... words) {
        String value = arguments.value(option, absent);
        if (!List.of(words).contains(value)) {
            throw new UsageException(option + "=" + value + " is not known; use one of " + String.join(", ", words));
        }
        return value;
    }

    /** Parses a value with a parser of the library. */
    static <T> T read(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": not a path: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    /** Parses all values of a repeatable option. */
    static <T> List<T> readEach(String option, Arguments arguments, Function<String, T> reader) {
        return arguments.values(option).stream()
                .map(text -> read(option, text, reader))
                .toList();
    }

    /** Directory of the build context. Tar archives on standard input and remote contexts are not supported yet. */
    static Path context(Arguments arguments) {
        String text = arguments.operand("CONTEXT");
        if (text.equals("-") || text.contains("://") || text.startsWith("git@")) {
            throw new UsageException("the context " + text + " is not supported yet; name a local directory");
        }
        return InputFile.path(text);
    }
}
