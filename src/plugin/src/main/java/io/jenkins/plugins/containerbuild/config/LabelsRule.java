package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.containerbuild.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Requires labels on base images or on built images. */
public final class LabelsRule extends PolicyRule {
    private ArrayList<LabelPattern> labels = new ArrayList<>();

    @DataBoundConstructor
    public LabelsRule(RuleAction action) {
        super(action);
    }

    public List<LabelPattern> getLabels() {
        return Util.fixNull(labels);
    }

    @DataBoundSetter
    public void setLabels(List<LabelPattern> labels) {
        this.labels = new ArrayList<>(Util.fixNull(labels));
    }

    /** The labels as text for the form. */
    public String getLabelLines() {
        return getLabels().stream().map(LabelPattern::toString).collect(Collectors.joining("\n"));
    }

    List<Policy.Label> wanted() {
        return getLabels().stream().map(LabelPattern::label).toList();
    }

    @Override
    String problem() {
        if (getLabels().isEmpty()) {
            return "labels must be set, for example org.opencontainers.image.source";
        }
        return getLabels().stream().anyMatch(label -> label.getName().isEmpty()) ? "every label must have a name" : "";
    }

    @Extension
    public static final class DescriptorImpl extends RuleDescriptor {
        public DescriptorImpl() {
            super(LabelsRule.class);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Rule with labels";
        }

        @POST
        public FormValidation doCheckLabels(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.lines(value).stream().anyMatch(line -> line.startsWith("="))
                    ? FormValidation.error("Each line must be NAME or NAME=PATTERN")
                    : FormValidation.ok();
        }
    }
}
