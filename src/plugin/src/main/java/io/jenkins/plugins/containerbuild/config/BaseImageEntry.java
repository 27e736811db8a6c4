package io.jenkins.plugins.containerbuild.config;

import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.policy.Catalogue;
import java.util.Collections;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A prebuilt image that Dockerfiles may start from. */
public final class BaseImageEntry extends AbstractDescribableImpl<BaseImageEntry> {
    private final String name;
    private final String reference;
    private String platform;
    private String owner;
    private String description;
    private String digest;
    private String credentialsId;

    /**
     * An entry.
     *
     * @param name that stands for it in a Dockerfile
     * @param reference where it is
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

    Catalogue.Entry toEntry() {
        return new Catalogue.Entry(
                name,
                reference,
                Util.fixNull(platform),
                Util.fixNull(owner),
                Util.fixNull(description),
                Util.fixNull(digest),
                Util.fixNull(credentialsId),
                List.of(),
                Catalogue.Retirement.NONE);
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
            return value.isBlank() || value.chars().anyMatch(Character::isWhitespace)
                    ? FormValidation.error("A name without spaces, such as java-17, which Dockerfiles write after FROM")
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckReference(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return check(value, ImageReference::parse);
        }

        @POST
        public FormValidation doCheckDigest(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : check(value, Digest::parse);
        }

        @POST
        public FormValidation doCheckPlatform(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() ? FormValidation.ok() : check(value, Platform::parse);
        }

        private static FormValidation check(String value, java.util.function.Consumer<String> reader) {
            try {
                reader.accept(value.trim());
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return items.includeCurrentValue(Util.fixNull(credentialsId));
            }
            return items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            com.cloudbees.plugins.credentials.common.StandardCredentials.class,
                            Collections.emptyList(),
                            AuthenticationTokens.matcher(DockerRegistryToken.class))
                    .includeCurrentValue(Util.fixNull(credentialsId));
        }
    }
}
