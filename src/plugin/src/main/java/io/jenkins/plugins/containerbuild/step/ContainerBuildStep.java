package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.advice.Severity;
import io.jenkins.containerbuild.fault.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerEndpoint;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code containerBuild}: builds an image from the workspace. Parameters that are not set are null. */
public final class ContainerBuildStep extends ImageStep {
    private static final long serialVersionUID = 1L;
    /** Value of {@code warnSeverity} that turns warnings off. */
    private static final String NO_WARNING = "none";

    private final String image;
    private ArrayList<String> tags;
    private LinkedHashMap<String, String> labels;
    private Boolean push;
    private boolean load;
    private boolean noCache;
    private boolean pull;
    private boolean quiet;
    private String credentialsId;
    private String maxAge;
    private String warnSeverity;
    private ArrayList<SecretBinding> secrets;
    private ArrayList<String> cacheFrom;
    private ArrayList<String> cacheTo;
    private String dockerServerUri;
    private String dockerServerCredentialsId;

    /** @param image name of the image, {@code [registry/]repository[:tag]} */
    @DataBoundConstructor
    public ContainerBuildStep(String image) {
        this.image = Util.fixNull(image).trim();
    }

    public String getImage() {
        return image;
    }

    public List<String> getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(List<String> tags) {
        this.tags = copyOrNull(tags);
    }

    public Map<String, String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(Map<String, String> labels) {
        this.labels = texts(labels);
    }

    public Boolean getPush() {
        return push;
    }

    @DataBoundSetter
    public void setPush(Boolean push) {
        this.push = push;
    }

    public boolean isLoad() {
        return load;
    }

    @DataBoundSetter
    public void setLoad(boolean load) {
        this.load = load;
    }

    public String getMaxAge() {
        return maxAge;
    }

    @DataBoundSetter
    public void setMaxAge(String maxAge) {
        this.maxAge = Util.fixEmptyAndTrim(maxAge);
    }

    public String getWarnSeverity() {
        return warnSeverity;
    }

    @DataBoundSetter
    public void setWarnSeverity(String warnSeverity) {
        this.warnSeverity = Util.fixEmptyAndTrim(warnSeverity);
    }

    /** The lowest severity at which a finding marks the step with a warning; empty if warnings are turned off. */
    Optional<Severity> leastWarnSeverity() {
        if (warnSeverity == null) {
            return Optional.of(Severity.MEDIUM);
        }
        if (warnSeverity.equals(NO_WARNING)) {
            return Optional.empty();
        }
        return Stream.of(Severity.values())
                .filter(severity -> severity.id().equals(warnSeverity))
                .findFirst()
                .or(() -> {
                    throw new InputException(
                            "warnSeverity must be low, medium, high or none (was \"" + warnSeverity + "\")");
                });
    }

    public List<SecretBinding> getSecrets() {
        return secrets;
    }

    @DataBoundSetter
    public void setSecrets(List<SecretBinding> secrets) {
        this.secrets = copyOrNull(secrets);
    }

    public List<String> getCacheFrom() {
        return cacheFrom;
    }

    @DataBoundSetter
    public void setCacheFrom(List<String> cacheFrom) {
        this.cacheFrom = copyOrNull(cacheFrom);
    }

    public List<String> getCacheTo() {
        return cacheTo;
    }

    @DataBoundSetter
    public void setCacheTo(List<String> cacheTo) {
        this.cacheTo = copyOrNull(cacheTo);
    }

    private static <T> ArrayList<T> copyOrNull(List<T> list) {
        return list == null || list.isEmpty() ? null : new ArrayList<>(list);
    }

    public boolean isNoCache() {
        return noCache;
    }

    @DataBoundSetter
    public void setNoCache(boolean noCache) {
        this.noCache = noCache;
    }

    /** Accepted for compatibility with docker build and ignored: every build checks its base images. */
    public boolean isPull() {
        return pull;
    }

    @DataBoundSetter
    public void setPull(boolean pull) {
        this.pull = pull;
    }

    public boolean isQuiet() {
        return quiet;
    }

    @DataBoundSetter
    public void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /**
     * The engine to use, or null for the agent's own engine. The step stores the address and the credentials ID of the
     * engine as text, because {@link DockerServerEndpoint} is not serializable.
     */
    public DockerServerEndpoint getDockerServer() {
        return dockerServerUri == null && dockerServerCredentialsId == null
                ? null
                : new DockerServerEndpoint(dockerServerUri, dockerServerCredentialsId);
    }

    @DataBoundSetter
    public void setDockerServer(DockerServerEndpoint dockerServer) {
        this.dockerServerUri = dockerServer == null ? null : Util.fixEmptyAndTrim(dockerServer.getUri());
        this.dockerServerCredentialsId =
                dockerServer == null ? null : Util.fixEmptyAndTrim(dockerServer.getCredentialsId());
    }

    @Override
    public StepExecution start(StepContext stepContext) {
        return new ContainerBuildExecution(stepContext, this);
    }

    @Extension
    public static final class DescriptorImpl extends ImageStepDescriptor {
        @Override
        public String getFunctionName() {
            return "containerBuild";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Build a container image";
        }

        @Override
        public Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
            ContainerBuildStep step = (ContainerBuildStep) super.newInstance(request, form);
            step.setLabels(FormLines.map(form, "labels"));
            return step;
        }

        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> ImageNames.of(value.trim(), List.of(), ""));
        }

        @POST
        public FormValidation doCheckTags(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> ImageNames.of("registry.example/a", FormLines.list(value), ""));
        }

        @POST
        public FormValidation doCheckLabels(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> FormLines.requireMap(value));
        }

        @POST
        public FormValidation doCheckCacheFrom(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> LayerCacheParameters.sources(FormLines.lines(value)));
        }

        @POST
        public FormValidation doCheckCacheTo(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> LayerCacheParameters.targets(FormLines.lines(value)));
        }

        @POST
        public FormValidation doCheckMaxAge(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> AgentRequests.maxAge(value.isBlank() ? "24h" : value.trim()));
        }

        @POST
        public ListBoxModel doFillWarnSeverityItems(@AncestorInPath Item item) {
            FormAccess.check(item);
            ListBoxModel items = new ListBoxModel();
            items.add("medium or high", "");
            items.add("high", Severity.HIGH.id());
            items.add("any", Severity.LOW.id());
            items.add("none", NO_WARNING);
            return items;
        }

        @POST
        public ListBoxModel doFillPushItems(@AncestorInPath Item item) {
            FormAccess.check(item);
            ListBoxModel items = new ListBoxModel();
            items.add("if the image name has a registry", "");
            items.add("yes", "true");
            items.add("no", "false");
            return items;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormAccess.registryCredentials(item, credentialsId);
        }
    }
}
