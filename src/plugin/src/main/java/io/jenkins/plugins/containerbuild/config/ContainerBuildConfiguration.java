package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.policy.Baseline;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.policy.Policy;
import io.jenkins.containerbuild.policy.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Container Build in Manage Jenkins → System; {@code unclassified: containerBuild:} in configuration as code. */
@Extension
@Symbol("containerBuild")
public final class ContainerBuildConfiguration extends GlobalConfiguration {
    private static final int DEFAULT_CACHE_MEGABYTES = (int) (CacheDirectory.DEFAULT_LIMIT >> 20);

    private List<BaseImageEntry> bases = new ArrayList<>();
    private OutsideCatalogue outsideCatalogue = OutsideCatalogue.allow;
    private String builder = "auto";
    private String registry;
    private String cacheDirectory;
    private int cacheMegabytes = DEFAULT_CACHE_MEGABYTES;
    private List<String> registryMirrors = new ArrayList<>();
    private boolean restrictForks = true;

    public ContainerBuildConfiguration() {
        load();
    }

    public static ContainerBuildConfiguration get() {
        return ExtensionList.lookupSingleton(ContainerBuildConfiguration.class);
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "Container Build";
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        // A list that was emptied is not in the form.
        bases = new ArrayList<>();
        form.put("registryMirrors", lines(form.optString("registryMirrors")));
        return super.configure(request, form);
    }

    public List<BaseImageEntry> getBases() {
        return List.copyOf(bases);
    }

    @DataBoundSetter
    public void setBases(List<BaseImageEntry> bases) {
        this.bases = new ArrayList<>(bases);
        save();
    }

    public OutsideCatalogue getOutsideCatalogue() {
        return outsideCatalogue;
    }

    @DataBoundSetter
    public void setOutsideCatalogue(OutsideCatalogue outsideCatalogue) {
        this.outsideCatalogue = outsideCatalogue;
        save();
    }

    /** {@code auto}, {@code embedded} or {@code docker}. */
    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String builder) {
        this.builder = Util.fixNull(Util.fixEmptyAndTrim(builder), "auto");
        save();
    }

    /** Stands before image names that have no registry. */
    public String getRegistry() {
        return registry;
    }

    @DataBoundSetter
    public void setRegistry(String registry) {
        this.registry = Util.fixEmptyAndTrim(registry);
        save();
    }

    /** Where agents keep layers between builds; null for {@code caches/container-build} below the agent's root. */
    public String getCacheDirectory() {
        return cacheDirectory;
    }

    @DataBoundSetter
    public void setCacheDirectory(String cacheDirectory) {
        this.cacheDirectory = Util.fixEmptyAndTrim(cacheDirectory);
        save();
    }

    /** Up to which the cache of an agent grows: 2^20 bytes each. */
    public int getCacheMegabytes() {
        return cacheMegabytes;
    }

    @DataBoundSetter
    public void setCacheMegabytes(int cacheMegabytes) {
        this.cacheMegabytes = cacheMegabytes > 0 ? cacheMegabytes : DEFAULT_CACHE_MEGABYTES;
        save();
    }

    /** Asked for images of docker.io before docker.io itself, in this order: {@code host[:port][/prefix]}. */
    public List<String> getRegistryMirrors() {
        return List.copyOf(registryMirrors);
    }

    @DataBoundSetter
    public void setRegistryMirrors(List<String> registryMirrors) {
        this.registryMirrors = new ArrayList<>(registryMirrors);
        save();
    }

    /** Whether changes from forks that are not trusted are built without being pushed and without secrets. */
    public boolean isRestrictForks() {
        return restrictForks;
    }

    @DataBoundSetter
    public void setRestrictForks(boolean restrictForks) {
        this.restrictForks = restrictForks;
        save();
    }

    private static List<String> lines(String text) {
        return Arrays.stream(text.split("[\\s,]+"))
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** For the form. */
    public String getRegistryMirrorLines() {
        return String.join("\n", registryMirrors);
    }

    /** The bases and the policy as the library knows them. */
    public Baseline baseline() {
        Policy.Setting outside = new Policy.Setting(outsideCatalogue.action(), List.of());
        return new Baseline(
                new Catalogue(bases.stream().map(BaseImageEntry::toEntry).toList()),
                Policy.NONE.with(Rule.BASE_IN_CATALOGUE, outside),
                "");
    }

    @POST
    public ListBoxModel doFillOutsideCatalogueItems() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        ListBoxModel items = new ListBoxModel();
        for (OutsideCatalogue choice : OutsideCatalogue.values()) {
            items.add(choice.getDisplayName(), choice.name());
        }
        return items;
    }

    @POST
    public ListBoxModel doFillBuilderItems() {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return BuilderNames.items();
    }

    @POST
    public FormValidation doCheckRegistryMirrors(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return lines(value).stream().anyMatch(line -> !line.matches("[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?"))
                ? FormValidation.error("A host, with a port or a path if need be, a line each: mirror.example:5000 or"
                        + " harbor.example/docker-hub")
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckCacheMegabytes(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return FormValidation.validatePositiveInteger(value);
    }

    @POST
    public FormValidation doCheckRegistry(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return value.contains("://")
                ? FormValidation.error(
                        "A host as image names have it, such as registry.example or registry.example/team")
                : FormValidation.ok();
    }
}
