package io.jenkins.plugins.containerbuild.step;

import hudson.Util;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** Parameters shared by {@code containerBuild} and {@code containerPlan}. Parameters that are not set are null. */
public abstract class ImageStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    private String context;
    private String dockerfile;
    private String target;
    private LinkedHashMap<String, String> buildArgs;
    private LinkedHashMap<String, String> baseImages;
    private String platform;
    private String builder;

    ImageStep() {
        // All parameters of this class are optional.
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

    public Map<String, String> getBuildArgs() {
        return buildArgs;
    }

    @DataBoundSetter
    public void setBuildArgs(Map<String, String> buildArgs) {
        this.buildArgs = texts(buildArgs);
    }

    public Map<String, String> getBaseImages() {
        return baseImages;
    }

    @DataBoundSetter
    public void setBaseImages(Map<String, String> baseImages) {
        this.baseImages = texts(baseImages);
    }

    public String getPlatform() {
        return platform;
    }

    @DataBoundSetter
    public void setPlatform(String platform) {
        this.platform = Util.fixEmptyAndTrim(platform);
    }

    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String builder) {
        this.builder = Util.fixEmptyAndTrim(builder);
    }

    /** Converts all values to strings: a Pipeline may pass numbers or GStrings. Returns null for an empty map. */
    static LinkedHashMap<String, String> texts(Map<?, ?> given) {
        if (given == null || given.isEmpty()) {
            return null;
        }
        LinkedHashMap<String, String> texts = new LinkedHashMap<>();
        given.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }
}
