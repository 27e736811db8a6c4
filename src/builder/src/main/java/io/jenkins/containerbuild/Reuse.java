package io.jenkins.containerbuild;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.build.BuildPlan;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlan;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.Manifest;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.FetchedManifest;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.EarlierBuilds;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.Fingerprint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the image that a plan would give is in the target's repository already. */
final class Reuse {
    /** Grows when the builders make another image of the same plan. */
    private static final int BUILDERS_VERSION = 1;

    private static final Set<String> OF_ONE_BUILD =
            Set.of("org.opencontainers.image.created", "org.opencontainers.image.revision");

    private final BuildRequest request;
    private final CacheDirectory cache;
    private final EarlierBuilds earlier;
    private final Fingerprint fingerprint;

    private Reuse(BuildRequest request, CacheDirectory cache, EarlierBuilds earlier, Fingerprint fingerprint) {
        this.request = request;
        this.cache = cache;
        this.earlier = earlier;
        this.fingerprint = fingerprint;
    }

    /** Takes the fingerprint of a plan whose image goes to the repository. */
    static Reuse of(
            BuildRequest request,
            Repository target,
            CacheDirectory cache,
            Evaluation evaluation,
            BuildPlan plan,
            NeededFiles needed,
            String builder,
            Progress progress) {
        try (FileDigests digests = FileDigests.open(cache, request.context())) {
            Map<String, ContextPlan> files = new LinkedHashMap<>(needed.named());
            files.put("", needed.context());
            Fingerprint fingerprint = Fingerprint.of(
                    plan.stages(), plan.images(), files, settings(request, evaluation, builder), digests);
            return new Reuse(request, cache, new EarlierBuilds(cache, target, request.maxAge(), progress), fingerprint);
        }
    }

    private static Map<String, Object> settings(BuildRequest request, Evaluation evaluation, String builder) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("--build-arg", evaluation.usedBuildArguments());
        settings.put("--platform", request.platform());
        settings.put("--label", request.labels());
        settings.put("--annotation", decisive(request.annotations()));
        settings.put("--secret", request.secrets().keySet().stream().sorted().toList());
        settings.put("--compression", request.options().compression());
        settings.put("--layer-split", request.options().layerSplit());
        settings.put(
                "SOURCE_DATE_EPOCH",
                request.sourceDateEpoch().map(String::valueOf).orElse(""));
        settings.put("--builder", builder + " " + BUILDERS_VERSION);
        return settings;
    }

    /** Annotations that tell which build made the image do not decide it. */
    private static Map<String, String> decisive(Map<String, String> annotations) {
        Map<String, String> decisive = new LinkedHashMap<>(annotations);
        decisive.keySet().removeAll(OF_ONE_BUILD);
        return decisive;
    }

    /** Gives the image that stands there its names, and tells what was saved; empty where it has to be built. */
    Optional<BuildReport> find(Outlets outlets, ReportAssembly assembly) {
        return earlier.find(fingerprint).flatMap(found -> {
            BuildReport.Image image = image(found.manifest(), assembly);
            assembly.gate().beforePublishing(image, List.of());
            return outlets.adopt(found.manifest()).map(published -> {
                earlier.keepLocally(fingerprint, found.manifest(), found.made());
                return assembly.reused(image, found.made(), published);
            });
        });
    }

    private BuildReport.Image image(FetchedManifest fetched, ReportAssembly assembly) {
        Manifest manifest = Manifest.parse(fetched.descriptor().mediaType(), fetched.bytes());
        Set<Digest> ofBases = assembly.plan().images().values().stream()
                .map(BaseImage::manifest)
                .flatMap(base -> base.layers().stream())
                .map(layer -> layer.digest())
                .collect(Collectors.toSet());
        return new BuildReport.Image(
                fetched.descriptor(),
                manifest.config().digest(),
                assembly.names(),
                manifest.layers().stream()
                        .map(layer -> new BuildReport.LayerSize(
                                layer.digest(), layer.size(), ofBases.contains(layer.digest())))
                        .toList());
    }

    /** What changed since the last build of this context on this machine, for people. */
    Optional<String> change() {
        String kind = request.context().toAbsolutePath().normalize() + "\n" + request.dockerfileName() + "\n"
                + request.target();
        return EarlierBuilds.changeSinceLast(cache, kind, fingerprint);
    }

    /** Remembers what was built and pushed. */
    void keep(FetchedManifest image) {
        earlier.keep(fingerprint, image);
    }
}
