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
 * Computes the size that an image would have on the alternatives of its base image, from saved states and without
 * requests to registries.
 */
public final class SmallerParents {
    /** Platform for which an entry without a platform is compared. */
    private static final String USUAL = "linux/amd64";

    private SmallerParents() {}

    /** The alternatives; empty if the base image has none, or if they have not been checked yet. */
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

    /** Whether the layers in the state are those for a platform. */
    private static boolean isFor(String platform, Catalogue.Entry entry, State state) {
        return platform.equals(entry.platform())
                || entry.platform().isEmpty()
                        && state.platforms().containsKey(platform)
                        && (platform.equals(USUAL) || state.platforms().size() == 1);
    }

    /**
     * Layers of the base image: those in the image and those in the registry. They differ if an engine compressed the
     * layers again; then only the layers in the registry show what is shared.
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
