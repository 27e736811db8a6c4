package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Options that several commands have, and what their values mean; each throws {@link UsageException} for a value that it cannot read. */
final class Options {
    static final Option FILE = Option.value("--file", "FILE", "The Dockerfile (default: Dockerfile in CONTEXT)")
            .withLetter("-f");
    static final Option TARGET = Option.value("--target", "STAGE", "The stage to build (default: the last)");
    static final Option BUILD_ARG = Option.list("--build-arg", "K[=V]", "Value of an ARG (default: the environment's)");
    static final Option BUILD_CONTEXT =
            Option.list("--build-context", "NAME=…", "Named context: DIR, docker-image://REF, oci-layout://DIR");
    static final Option PLATFORM = Option.value("--platform", "OS/ARCH", "The platform (default: this machine's)");
    static final Option CATALOGUE = Option.value("--catalogue", "FILE", "Names of prebuilt bases, and rules, in YAML");
    static final Option INSECURE_REGISTRY =
            Option.list("--insecure-registry", "HOST", "Speak plain http to this registry");
    static final Option CACHE_DIR = Option.value("--cache-dir", "DIR", "Where layers are kept between builds");

    private Options() {}

    /** {@code --build-arg}: {@code K=V}, or {@code K} whose value the environment has. */
    static Map<String, String> buildArgs(Arguments arguments, Map<String, String> environment) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values(BUILD_ARG.name())) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                result.put(pair.substring(0, equals), pair.substring(equals + 1));
            } else if (environment.containsKey(pair)) {
                result.put(pair, environment.get(pair));
            }
        }
        return result;
    }

    /** {@code --label}: {@code K=V}, or {@code K} with an empty value. */
    static Map<String, String> labels(Arguments arguments) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values("--label")) {
            int equals = pair.indexOf('=');
            result.put(equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
        return result;
    }

    /** {@code --annotation [manifest:]K=V}. */
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

    /** {@code --build-context NAME=VALUE}. */
    static Map<String, String> buildContexts(Arguments arguments) {
        Map<String, String> result = new LinkedHashMap<>();
        for (String pair : arguments.values(BUILD_CONTEXT.name())) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--build-context " + pair + " is not NAME=VALUE");
            }
            result.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return result;
    }

    /** {@code --platform}, or this machine's. */
    static Platform platform(Arguments arguments) {
        String text = arguments.value(PLATFORM.name(), "");
        if (text.indexOf(',') >= 0) {
            throw UsageException.notYet("--platform with more than one platform");
        }
        return text.isEmpty() ? Platform.ofThisMachine() : read("--platform", text, Platform::parse);
    }

    /** {@code --tag}, each with {@code latest} where it has none. */
    static List<ImageReference> tags(Arguments arguments) {
        return arguments.values("--tag").stream().map(Options::tag).distinct().toList();
    }

    private static ImageReference tag(String text) {
        ImageReference reference = read("--tag", text, ImageReference::parse);
        if (reference.hasDigest()) {
            throw new UsageException("--tag " + text + " has a digest, which only the build can decide; leave it out");
        }
        return reference.withDefaultTag();
    }

    /** A path, or null where the option is not given. */
    static Path path(Arguments arguments, String option) {
        String text = arguments.value(option, "");
        return text.isEmpty() ? null : read(option, text, Path::of);
    }

    /** One of a few words. */
    static String word(Arguments arguments, String option, String absent, String... words) {
        String value = arguments.value(option, absent);
        if (!List.of(words).contains(value)) {
            throw new UsageException(option + "=" + value + " is not known; " + String.join(", ", words) + " are");
        }
        return value;
    }

    /** Reads a value with what reads it elsewhere. */
    static <T> T read(String option, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": not a path: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }

    /** Reads each value of an option that may be given several times. */
    static <T> List<T> readEach(String option, Arguments arguments, Function<String, T> reader) {
        return arguments.values(option).stream()
                .map(text -> read(option, text, reader))
                .toList();
    }

    /** The folder of the context; tars on standard input and remote ones wait. */
    static Path context(Arguments arguments) {
        String text = arguments.operand("CONTEXT");
        if (text.equals("-") || text.contains("://") || text.startsWith("git@")) {
            throw new UsageException("the context " + text + " is not built yet; name a directory of this machine");
        }
        return InputFile.path(text);
    }
}
