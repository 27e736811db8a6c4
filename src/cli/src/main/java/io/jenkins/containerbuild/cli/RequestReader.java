package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.BuildRequest;
import io.jenkins.containerbuild.BuildRequestBuilder;
import io.jenkins.containerbuild.BuilderChoice;
import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.BuildOptions.Compression;
import io.jenkins.containerbuild.builder.BuildOptions.LayerSplit;
import io.jenkins.containerbuild.builder.LayerCaches;
import io.jenkins.containerbuild.cache.CacheLocation;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.policy.CatalogueFile;
import io.jenkins.containerbuild.registry.RegistryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converts the arguments of {@code plan} and {@code build} to a request. Options that a command does not have are
 * treated as not given.
 */
final class RequestReader {
    private static final String EPOCH = "SOURCE_DATE_EPOCH";

    private RequestReader() {}

    /** Creates the request; throws {@link UsageException} if an argument is invalid. */
    static BuildRequest of(Arguments arguments, Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        Map<String, String> buildArgs = Options.buildArgs(arguments, environment);
        if (environment.containsKey(EPOCH)) {
            buildArgs.putIfAbsent(EPOCH, environment.get(EPOCH));
        }
        List<ImageReference> tags = Options.tags(arguments);
        return BuildRequestBuilder.of(Options.context(arguments))
                .dockerfile(dockerfile(arguments))
                .target(arguments.value(Options.TARGET, ""))
                .buildArgs(buildArgs)
                .contexts(Options.buildContexts(arguments))
                .secrets(Secrets.of(arguments, environment))
                .platform(Options.platform(arguments))
                .tags(tags)
                .labels(Options.labels(arguments))
                .annotations(Options.annotations(arguments))
                .sourceDateEpoch(epoch(buildArgs))
                .outputs(BuildOutputs.of(arguments, tags))
                .builder(Options.read("--builder", arguments.value("--builder", "auto"), BuilderChoice::parse))
                .options(options(arguments))
                .maxAge(Options.read("--max-age", arguments.value("--max-age", "24h"), RequestReader::duration))
                .registry(registry(arguments, environment))
                .cacheDirectory(cache(arguments, environment))
                .baseline(baseline(arguments, environment))
                .ignoredFindings(Options.ignoredFindings(arguments))
                .build();
    }

    private static Baseline baseline(Arguments arguments, Map<String, String> environment) {
        Path file = Options.path(arguments, Options.CATALOGUE);
        return file == null ? Baseline.NONE : CatalogueFile.read(file).forJob(environment.getOrDefault("JOB_NAME", ""));
    }

    private static Path dockerfile(Arguments arguments) {
        String name = arguments.value(Options.FILE, "");
        if (name.equals("-") || name.startsWith("http://") || name.startsWith("https://")) {
            throw UsageException.notYet("--file " + name);
        }
        return Options.path(arguments, Options.FILE);
    }

    private static BuildOptions options(Arguments arguments) {
        String compression = Options.word(arguments, "--compression", "gzip", "gzip", "zstd");
        String split = Options.word(arguments, "--layer-split", "auto", "auto", "off");
        return new BuildOptions(
                !arguments.flag("--no-cache"),
                compression.equals("zstd") ? Compression.ZSTD : Compression.GZIP,
                split.equals("off") ? LayerSplit.OFF : LayerSplit.AUTO,
                caches(arguments));
    }

    private static LayerCaches caches(Arguments arguments) {
        boolean known = arguments.value("--builder", "").matches("(buildx|buildkit:).*");
        LayerCaches caches = new LayerCaches(
                Options.readEach("--cache-from", arguments, LayerCaches::source),
                Options.readEach("--cache-to", arguments, LayerCaches::target));
        for (LayerCaches.Place place : caches.all()) {
            if (!known && !place.isRegistry() && !place.isInline()) {
                throw UsageException.notYet("a cache of type=" + place.type() + " without --builder buildkit:ADDRESS");
            }
        }
        return caches;
    }

    /** Parses a duration in seconds, minutes, hours or days, for example {@code 90m}; 0 needs no unit. */
    private static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        if (digits == 0 || digits > 9 || digits != text.length() - 1) {
            throw noDuration();
        }
        long count = Long.parseLong(text.substring(0, digits));
        return switch (text.charAt(digits)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            case 'd' -> Duration.ofDays(count);
            default -> throw noDuration();
        };
    }

    private static IllegalArgumentException noDuration() {
        return new IllegalArgumentException("not a duration; use for example 24h, 90m, 7d or 0");
    }

    private static Optional<Long> epoch(Map<String, String> buildArgs) {
        String text = buildArgs.getOrDefault(EPOCH, "");
        return text.isEmpty() ? Optional.empty() : Optional.of(Options.read(EPOCH, text, Long::parseLong));
    }

    /** Options for access to registries. */
    static RegistryOptions registry(Arguments arguments, Map<String, String> environment) {
        return RegistryOptions.defaults()
                .withEnvironment(environment)
                .withInsecureHosts(Set.copyOf(arguments.values(Options.INSECURE_REGISTRY)));
    }

    /** Directory of the layer cache. */
    static Path cache(Arguments arguments, Map<String, String> environment) {
        Path given = Options.path(arguments, Options.CACHE_DIR);
        return given == null ? CacheLocation.ofUser(environment) : given;
    }
}
