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
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The global settings, in section Container Build of Manage Jenkins → System; {@code unclassified: containerBuild:} in
 * configuration as code.
 */
@Extension
@Symbol("containerBuild")
public final class ContainerBuildConfiguration extends GlobalConfiguration {
    /** Default interval of base image checks, in minutes. */
    public static final int DEFAULT_CHECK_MINUTES = 60;

    private static final int DEFAULT_CACHE_MEGABYTES = (int) (CacheDirectory.DEFAULT_LIMIT >> 20);

    private List<BaseImageEntry> bases = new ArrayList<>();
    private PolicySettings policy = new PolicySettings();
    /** Setting of the first version that the rule baseInCatalogue has replaced. It is read but never written. */
    private transient String outsideCatalogue;

    private String builder = "auto";
    private String registry;
    private String cacheDirectory;
    private int cacheMegabytes = DEFAULT_CACHE_MEGABYTES;
    private List<String> registryMirrors = new ArrayList<>();
    private boolean restrictForks = true;
    private int baseCheckMinutes = DEFAULT_CHECK_MINUTES;

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
        JSONObject bindable = SettingsForm.bindable(form);
        // All settings are validated before any setting is changed.
        refuse("bases", BaseImageEntry.problem(request.bindJSONToList(BaseImageEntry.class, bindable.get("bases"))));
        PolicySettings rules = request.bindJSON(PolicySettings.class, bindable.getJSONObject("policy"));
        refuse("policy", rules.problem());
        refuse("builder", BuilderNames.problem(bindable.optString("builder", "auto")));
        return super.configure(request, bindable);
    }

    private static void refuse(String field, String problem) throws FormException {
        if (!problem.isEmpty()) {
            throw new FormException(problem, field);
        }
    }

    /** Converts settings of the first version, which had only one rule. */
    private Object readResolve() {
        if (policy == null) {
            policy = new PolicySettings();
        }
        if (List.of("warn", "refuse").contains(String.valueOf(outsideCatalogue))) {
            policy.setBaseInCatalogue(new PlainRule(RuleAction.valueOf(outsideCatalogue)));
        }
        return this;
    }

    public List<BaseImageEntry> getBases() {
        return List.copyOf(bases);
    }

    @DataBoundSetter
    public void setBases(List<BaseImageEntry> bases) {
        refuse(BaseImageEntry.problem(bases));
        this.bases = new ArrayList<>(bases);
        save();
    }

    /** The policy rules for base images and for built images. */
    public PolicySettings getPolicy() {
        return policy;
    }

    @DataBoundSetter
    public void setPolicy(PolicySettings policy) {
        refuse(policy.problem());
        this.policy = policy;
        save();
    }

    private static void refuse(String problem) {
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** {@code auto}, {@code embedded}, {@code docker}, {@code buildkit:ADDRESS} or {@code buildx[:NAME]}. */
    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String builder) {
        String name = Util.fixNull(Util.fixEmptyAndTrim(builder), "auto");
        refuse(BuilderNames.problem(name));
        this.builder = name;
        save();
    }

    /** Prefix for image names without a registry, or null if not set. */
    public String getRegistry() {
        return registry;
    }

    @DataBoundSetter
    public void setRegistry(String registry) {
        this.registry = Util.fixEmptyAndTrim(registry);
        save();
    }

    /**
     * Directory in which agents cache layers between builds; null for {@code caches/container-build} in the agent's
     * root directory.
     */
    public String getCacheDirectory() {
        return cacheDirectory;
    }

    @DataBoundSetter
    public void setCacheDirectory(String cacheDirectory) {
        this.cacheDirectory = Util.fixEmptyAndTrim(cacheDirectory);
        save();
    }

    /** Maximum size of an agent's cache, in MiB. */
    public int getCacheMegabytes() {
        return cacheMegabytes;
    }

    @DataBoundSetter
    public void setCacheMegabytes(int cacheMegabytes) {
        this.cacheMegabytes = cacheMegabytes > 0 ? cacheMegabytes : DEFAULT_CACHE_MEGABYTES;
        save();
    }

    /** Mirrors to try before docker.io, in this order: {@code host[:port][/prefix]}. */
    public List<String> getRegistryMirrors() {
        return List.copyOf(registryMirrors);
    }

    @DataBoundSetter
    public void setRegistryMirrors(List<String> registryMirrors) {
        this.registryMirrors = new ArrayList<>(registryMirrors);
        save();
    }

    /** Whether builds of untrusted changes from forks are restricted: they get no secrets, and no image is pushed. */
    public boolean isRestrictForks() {
        return restrictForks;
    }

    @DataBoundSetter
    public void setRestrictForks(boolean restrictForks) {
        this.restrictForks = restrictForks;
        save();
    }

    /** Interval between two checks of a base image, in minutes; 0 turns the checks off. */
    public int getBaseCheckMinutes() {
        return baseCheckMinutes;
    }

    @DataBoundSetter
    public void setBaseCheckMinutes(int baseCheckMinutes) {
        this.baseCheckMinutes = Math.max(0, baseCheckMinutes);
        save();
    }

    /** The mirrors as text for the form. */
    public String getRegistryMirrorLines() {
        return String.join("\n", registryMirrors);
    }

    /** Converts the base images and the policy rules to the library's types. */
    public Baseline baseline() {
        List<Catalogue.Entry> entries =
                bases.stream().map(BaseImageEntry::toEntry).toList();
        return new Baseline(new Catalogue(entries), policy.policy(), "");
    }

    @POST
    public ListBoxModel doFillBuilderItems(@QueryParameter String builder) {
        Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
        return BuilderNames.items(builder);
    }

    @POST
    public FormValidation doCheckRegistryMirrors(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return FormText.words(value).stream()
                        .anyMatch(line -> !line.matches("[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?"))
                ? FormValidation.error("Each line must be a host, optionally with a port or a path, for example"
                        + " mirror.example:5000 or harbor.example/docker-hub")
                : FormValidation.ok();
    }

    @POST
    public FormValidation doCheckCacheMegabytes(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return FormValidation.validatePositiveInteger(value);
    }

    @POST
    public FormValidation doCheckBaseCheckMinutes(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return FormValidation.validateNonNegativeInteger(value);
    }

    @POST
    public FormValidation doCheckRegistry(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.MANAGE);
        return value.contains("://")
                ? FormValidation.error(
                        "Enter a host without https://, for example registry.example or registry.example/team")
                : FormValidation.ok();
    }
}
