package io.jenkins.plugins.containerbuild.config;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An entry of the base image catalogue: a prebuilt image that Dockerfiles may start from. */
public final class BaseImageEntry extends AbstractDescribableImpl<BaseImageEntry> {
    private final String name;
    private final String reference;
    private String platform;
    private String owner;
    private String description;
    private String digest;
    private String credentialsId;
    private ArrayList<String> alternatives;
    private boolean deprecated;
    private String replacedBy;

    /**
     * Creates an entry with its required values.
     *
     * @param name name that Dockerfiles use after FROM
     * @param reference image reference in the registry
     */
    @DataBoundConstructor
    public BaseImageEntry(String name, String reference) {
        this.name = Util.fixNull(name).trim();
        this.reference = Util.fixNull(reference).trim();
    }

    public String getName() {
        return name;
    }

    public String getReference() {
        return reference;
    }

    public String getPlatform() {
        return platform;
    }

    @DataBoundSetter
    public void setPlatform(String platform) {
        this.platform = Util.fixEmptyAndTrim(platform);
    }

    public String getOwner() {
        return owner;
    }

    @DataBoundSetter
    public void setOwner(String owner) {
        this.owner = Util.fixEmptyAndTrim(owner);
    }

    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    public String getDigest() {
        return digest;
    }

    @DataBoundSetter
    public void setDigest(String digest) {
        this.digest = Util.fixEmptyAndTrim(digest);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Names of entries that can be used instead of this entry, usually smaller images. */
    public List<String> getAlternatives() {
        return alternatives == null ? List.of() : alternatives;
    }

    @DataBoundSetter
    public void setAlternatives(List<String> alternatives) {
        this.alternatives = new ArrayList<>(Util.fixNull(alternatives));
    }

    /** The alternatives as text for the form. */
    public String getAlternativeLines() {
        return String.join(", ", getAlternatives());
    }

    /** Whether builds should stop using this base image, according to its owner. */
    public boolean isDeprecated() {
        return deprecated;
    }

    @DataBoundSetter
    public void setDeprecated(boolean deprecated) {
        this.deprecated = deprecated;
    }

    /** Name of the entry that replaces this deprecated entry, or null if not set. */
    public String getReplacedBy() {
        return replacedBy;
    }

    @DataBoundSetter
    public void setReplacedBy(String replacedBy) {
        this.replacedBy = Util.fixEmptyAndTrim(replacedBy);
    }

    /** Describes the first invalid entry and how to correct it; returns "" if all entries are valid. */
    static String problem(List<BaseImageEntry> entries) {
        List<String> names = entries.stream().map(BaseImageEntry::getName).toList();
        for (BaseImageEntry entry : entries) {
            String problem = entry.problemAmong(names);
            if (!problem.isEmpty()) {
                return "base image " + entry.name + ": " + problem;
            }
        }
        return "";
    }

    private String problemAmong(List<String> names) {
        if (Collections.frequency(names, name) > 1) {
            return "another base image has the same name; names must be unique because FROM refers to them";
        }
        try {
            checkName(name);
            ImageReference.parse(reference);
            if (digest != null) {
                Digest.parse(digest);
            }
            if (platform != null) {
                Platform.parse(platform);
            }
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
        List<String> others = new ArrayList<>(getAlternatives());
        if (replacedBy != null) {
            others.add(replacedBy);
        }
        others.removeAll(names);
        return others.isEmpty()
                ? ""
                : "\"" + others.get(0) + "\" is not the name of a base image" + Suggestion.of(others.get(0), names);
    }

    private static void checkName(String name) {
        ImageReference parsed = ImageReference.parse(name);
        if (parsed.hasTag() || parsed.hasDigest()) {
            throw new IllegalArgumentException("\"" + name + "\" has a tag or a digest; use a name such as java-17");
        }
    }

    Catalogue.Entry toEntry() {
        return new Catalogue.Entry(
                name,
                reference,
                Util.fixNull(platform),
                Util.fixNull(owner),
                Util.fixNull(description),
                Util.fixNull(digest),
                Util.fixNull(credentialsId),
                List.copyOf(getAlternatives()),
                new Catalogue.Retirement(deprecated, Util.fixNull(replacedBy)));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<BaseImageEntry> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Base image";
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.check(value, BaseImageEntry::checkName);
        }

        @POST
        public FormValidation doCheckReference(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return FormText.check(value, ImageReference::parse);
        }

        @POST
        public FormValidation doCheckDigest(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : FormText.check(value, Digest::parse);
        }

        @POST
        public FormValidation doCheckPlatform(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : FormText.check(value, Platform::parse);
        }

        private static CredentialsMenu credentials() {
            return new CredentialsMenu(
                    StandardCredentials.class, AuthenticationTokens.matcher(DockerRegistryToken.class));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return credentials().items(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
            return credentials().check(value);
        }
    }
}
