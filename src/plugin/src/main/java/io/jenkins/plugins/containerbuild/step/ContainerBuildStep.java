package io.jenkins.plugins.containerbuild.step;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.plugins.containerbuild.config.BuilderNames;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code containerBuild}: builds an image from the workspace. What is not said is null. */
public final class ContainerBuildStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String image;
    private String context;
    private String dockerfile;
    private String target;
    private ArrayList<String> tags;
    private LinkedHashMap<String, String> buildArgs;
    private LinkedHashMap<String, String> labels;
    private LinkedHashMap<String, String> baseImages;
    private String platform;
    private Boolean push;
    private String builder;
    private boolean load;
    private boolean noCache;
    private boolean quiet;
    private String credentialsId;
    private String maxAge;
    private ArrayList<SecretBinding> secrets;

    /** @param image the name that the image gets, {@code [registry/]repository[:tag]} */
    @DataBoundConstructor
    public ContainerBuildStep(String image) {
        this.image = Util.fixNull(image).trim();
    }

    public String getImage() {
        return image;
    }

    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(String dockerfile) {
        this.dockerfile = Util.fixEmptyAndTrim(dockerfile);
    }

    public String getTarget() {
        return target;
    }

    @DataBoundSetter
    public void setTarget(String target) {
        this.target = Util.fixEmptyAndTrim(target);
    }

    public List<String> getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(List<String> tags) {
        this.tags = tags == null || tags.isEmpty() ? null : new ArrayList<>(tags);
    }

    public Map<String, String> getBuildArgs() {
        return buildArgs;
    }

    @DataBoundSetter
    public void setBuildArgs(Map<String, String> buildArgs) {
        this.buildArgs = texts(buildArgs);
    }

    public Map<String, String> getLabels() {
        return labels;
    }

    @DataBoundSetter
    public void setLabels(Map<String, String> labels) {
        this.labels = texts(labels);
    }

    public Map<String, String> getBaseImages() {
        return baseImages;
    }

    @DataBoundSetter
    public void setBaseImages(Map<String, String> baseImages) {
        this.baseImages = texts(baseImages);
    }

    /** Values of a Pipeline may be numbers or strings that Groovy has not joined yet. */
    private static LinkedHashMap<String, String> texts(Map<?, ?> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        LinkedHashMap<String, String> texts = new LinkedHashMap<>();
        given.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    public String getPlatform() {
        return platform;
    }

    @DataBoundSetter
    public void setPlatform(String platform) {
        this.platform = Util.fixEmptyAndTrim(platform);
    }

    public Boolean getPush() {
        return push;
    }

    @DataBoundSetter
    public void setPush(Boolean push) {
        this.push = push;
    }

    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String builder) {
        this.builder = Util.fixEmptyAndTrim(builder);
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

    public List<SecretBinding> getSecrets() {
        return secrets;
    }

    @DataBoundSetter
    public void setSecrets(List<SecretBinding> secrets) {
        this.secrets = secrets == null || secrets.isEmpty() ? null : new ArrayList<>(secrets);
    }

    public boolean isNoCache() {
        return noCache;
    }

    @DataBoundSetter
    public void setNoCache(boolean noCache) {
        this.noCache = noCache;
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

    @Override
    public StepExecution start(StepContext stepContext) {
        return new ContainerBuildExecution(stepContext, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
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
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(FilePath.class, Run.class, TaskListener.class, EnvVars.class);
        }

        /** Lists and maps are edited as lines of text. */
        @Override
        public Step newInstance(StaplerRequest2 request, @NonNull JSONObject form) throws FormException {
            ContainerBuildStep step = (ContainerBuildStep) super.newInstance(request, FormLines.withoutMaps(form));
            step.setBuildArgs(FormLines.map(form, "buildArgs"));
            step.setLabels(FormLines.map(form, "labels"));
            step.setBaseImages(FormLines.map(form, "baseImages"));
            return step;
        }

        /** For the form. */
        public String lines(Object value) {
            return FormLines.write(value);
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
        public FormValidation doCheckPlatform(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> {
                if (!value.isBlank()) {
                    Platform.parse(value.trim());
                }
            });
        }

        @POST
        public FormValidation doCheckMaxAge(@AncestorInPath Item item, @QueryParameter String value) {
            return check(item, () -> Requests.maxAge(value.isBlank() ? "24h" : value.trim()));
        }

        private static FormValidation check(Item item, Runnable reader) {
            FormAccess.check(item);
            try {
                reader.run();
                return FormValidation.ok();
            } catch (InputException | IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @POST
        public ListBoxModel doFillBuilderItems(@AncestorInPath Item item) {
            FormAccess.check(item);
            ListBoxModel items = BuilderNames.items();
            items.add(0, new ListBoxModel.Option("as the global settings say", ""));
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
