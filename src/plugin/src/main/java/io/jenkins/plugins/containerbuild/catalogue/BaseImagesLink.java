package io.jenkins.plugins.containerbuild.catalogue;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Job;
import hudson.model.ManagementLink;
import hudson.security.Permission;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.verb.POST;
import org.springframework.security.access.AccessDeniedException;

/**
 * The page Manage Jenkins → Base images: the current states of the catalogue entries and the jobs that use them. The
 * page shows saved states and sends no requests, so that slow registries cannot delay the page.
 */
@Extension
public final class BaseImagesLink extends ManagementLink implements StaplerProxy {
    static final String URL_NAME = "base-images";

    @Override
    public String getIconFileName() {
        return "symbol-layers-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Base images";
    }

    @Override
    public String getDescription() {
        return "Current digests of prebuilt base images, and the jobs that use them";
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }

    @Override
    @NonNull
    public Category getCategory() {
        return Category.STATUS;
    }

    @Override
    @NonNull
    public Permission getRequiredPermission() {
        return Jenkins.SYSTEM_READ;
    }

    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(getRequiredPermission());
        return this;
    }

    private static List<Catalogue.Entry> entries() {
        return ContainerBuildConfiguration.get().baseline().catalogue().entries();
    }

    public List<BaseImageRow> getRows() {
        return entries().stream().map(BaseImageRow::new).toList();
    }

    /** Number of jobs by image, for base images that jobs use but that have no catalogue entry. */
    public TreeMap<String, Integer> getUncatalogued() {
        Set<String> known = entries().stream().map(UsedBase::image).collect(Collectors.toSet());
        TreeMap<String, Integer> uncatalogued = new TreeMap<>();
        for (String image : BaseUsage.get().images()) {
            if (!known.contains(image)) {
                uncatalogued.put(image, BaseUsage.get().of(image).size());
            }
        }
        return uncatalogued;
    }

    public boolean isChecking() {
        return BaseCheckWork.isChecking();
    }

    public boolean isAllowedToCheck() {
        return Jenkins.get().hasPermission(Jenkins.MANAGE);
    }

    /** Handles the button "Check now". */
    @POST
    public HttpResponse doCheck() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        BaseCheckWork.checkNow();
        return new HttpRedirect(".");
    }

    /** A job that uses a base image, for the page. */
    public record Use(Job<?, ?> job, UsedBase base, boolean behind) {
        public Job<?, ?> getJob() {
            return job;
        }

        public UsedBase getBase() {
            return base;
        }

        public String getShortDigest() {
            int colon = base.getDigest().indexOf(':') + 1;
            return base.getDigest().substring(colon, Math.min(base.getDigest().length(), colon + 12));
        }

        public boolean isBehind() {
            return behind;
        }
    }

    /**
     * Jobs that use a base image and that the user has permission to see; jobs with an outdated digest come first.
     *
     * @param name name of a catalogue entry, or an image that has no entry
     */
    public List<Use> usesOf(String name) {
        Catalogue.Entry entry = entries().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseGet(() -> BaseImages.entry("", String.valueOf(name)));
        State state = BaseImages.get().state(entry);
        List<Use> behind = new ArrayList<>();
        List<Use> current = new ArrayList<>();
        for (UsedBase use : BaseUsage.get().of(entry)) {
            Job<?, ?> job = find(use.getJob());
            if (job != null) {
                boolean isBehind = BaseImageRow.isBehind(use, state);
                (isBehind ? behind : current).add(new Use(job, use, isBehind));
            }
        }
        behind.addAll(current);
        return behind;
    }

    private static Job<?, ?> find(String name) {
        try {
            return Jenkins.get().getItemByFullName(name, Job.class);
        } catch (AccessDeniedException hidden) {
            return null;
        }
    }
}
