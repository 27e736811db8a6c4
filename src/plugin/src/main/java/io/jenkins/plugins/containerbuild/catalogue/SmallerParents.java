package io.jenkins.plugins.containerbuild.catalogue;

import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.policy.Verdict.Weight;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.PlanReport;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the size of an image's base image with the sizes of its alternatives in the catalogue. Uses saved states and
 * sends no requests.
 */
public final class SmallerParents {
    /** Platform whose layers a check measures if the entry sets no platform and the image supports several. */
    private static final String USUAL = "linux/amd64";

    private SmallerParents() {}

    /** Alternatives to a build's base image, except images that were not yet checked for the build's platform. */
    public static List<PlanReport.Alternative> of(BuildReport report) {
        if (report.bases().isEmpty() || report.image().layers().isEmpty()) {
            return List.of();
        }
        Catalogue catalogue = ContainerBuildConfiguration.get().baseline().catalogue();
        BuildReport.Base base = report.bases().get(0);
        List<PlanReport.Alternative> alternatives = new ArrayList<>();
        Catalogue.Entry entry = BaseImages.entry(base.requested(), UsedBase.image(base.reference()));
        for (String name : entry.alternatives()) {
            catalogue.find(name).ifPresent(other -> weigh(other, entry, report, alternatives));
        }
        return alternatives;
    }

    private static void weigh(
            Catalogue.Entry other,
            Catalogue.Entry entry,
            BuildReport report,
            List<PlanReport.Alternative> alternatives) {
        State state = BaseImages.get().state(other);
        if (state.bytes() < 0 || !isFor(report.source().platform(), other, state)) {
            return;
        }
        Weight weight = Weight.of(state.layers(), layers(entry, report));
        alternatives.add(new PlanReport.Alternative(
                other.name(),
                other.pinned(),
                weight.bytes(),
                weight.sharedBytes(),
                report.image().baseBytes()));
    }

    /** Whether the layers in the state of an entry belong to a platform. */
    private static boolean isFor(String platform, Catalogue.Entry entry, State state) {
        return platform.equals(entry.platform())
                || entry.platform().isEmpty()
                        && state.platforms().containsKey(platform)
                        && (platform.equals(USUAL) || state.platforms().size() == 1);
    }

    /**
     * Sizes in bytes of the base image's layers by digest, as found in the built image and in the registry. The digests
     * differ if an engine recompressed the layers; then only the registry's digests show which layers are shared.
     */
    private static Map<String, Long> layers(Catalogue.Entry entry, BuildReport report) {
        Map<String, Long> layers =
                new LinkedHashMap<>(BaseImages.get().state(entry).layers());
        report.image().layers().stream()
                .filter(BuildReport.LayerSize::ofBase)
                .forEach(layer -> layers.put(layer.digest().toString(), layer.bytes()));
        return layers;
    }
}
