package io.jenkins.plugins.containerbuild.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.util.FormValidation;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Limits the registries that base images may come from. */
public final class RegistriesRule extends PolicyRule {
    private ArrayList<String> registries = new ArrayList<>();

    @DataBoundConstructor
    public RegistriesRule(RuleAction action) {
        super(action);
    }

    /** Allowed hosts, optionally with a path prefix: {@code registry.example/base}. */
    public List<String> getRegistries() {
        return Util.fixNull(registries);
    }

    @DataBoundSetter
    public void setRegistries(List<String> registries) {
        this.registries = new ArrayList<>(Util.fixNull(registries));
    }

    /** The registries as text for the form. */
    public String getRegistryLines() {
        return String.join("\n", getRegistries());
    }

    @Override
    String problem() {
        if (getRegistries().isEmpty()) {
            return "registries must be set, for example registry.example/base";
        }
        return getRegistries().stream()
                .filter(RegistriesRule::isWrong)
                .findFirst()
                .map(name -> "registries must be hosts, for example registry.example or registry.example/base"
                        + " (was \"" + name + "\")")
                .orElse("");
    }

    private static boolean isWrong(String registry) {
        return !registry.matches("[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._/-]+)?") || registry.endsWith("/");
    }

    @Extension
    public static final class DescriptorImpl extends RuleDescriptor {
        public DescriptorImpl() {
            super(RegistriesRule.class);
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return "Rule with registries";
        }

        @POST
        public FormValidation doCheckRegistries(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.words(value).stream().anyMatch(RegistriesRule::isWrong)
                    ? FormValidation.error(
                            "Each line must be a host, for example registry.example or registry.example/base")
                    : FormValidation.ok();
        }
    }
}
