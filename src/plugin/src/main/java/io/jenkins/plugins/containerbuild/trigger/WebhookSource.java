package io.jenkins.plugins.containerbuild.trigger;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.plugins.containerbuild.config.CredentialsMenu;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A webhook through which a registry sends push events: the event format and the secret that requests must contain. */
public final class WebhookSource extends AbstractDescribableImpl<WebhookSource> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final String name;
    private final WebhookFormat format;
    private final String credentialsId;
    private String registry;

    /**
     * Creates a source.
     *
     * @param name name of the webhook, which is part of its URL
     * @param credentialsId ID of Jenkins credentials of the kind secret text
     */
    @DataBoundConstructor
    public WebhookSource(String name, WebhookFormat format, String credentialsId) {
        this.name = Util.fixNull(name).trim();
        this.format = format;
        this.credentialsId = Util.fixNull(credentialsId).trim();
    }

    public String getName() {
        return name;
    }

    public WebhookFormat getFormat() {
        return format;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** Registry name that Dockerfiles use; null to use the registry name in the events. */
    public String getRegistry() {
        return registry;
    }

    @DataBoundSetter
    public void setRegistry(String registry) {
        this.registry = Util.fixEmptyAndTrim(registry);
    }

    /**
     * Whether a token equals the secret. Compares digests in constant time, so that the duration reveals neither the
     * content nor the length of the secret.
     */
    boolean isSecret(String token) {
        Optional<String> secret = secret();
        return MessageDigest.isEqual(digest(secret.orElse("")), digest(token)) && secret.isPresent();
    }

    /** The secret; empty if it is not available or blank, so that a blank secret never grants access. */
    private Optional<String> secret() {
        StringCredentials found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(credentialsId));
        return Optional.ofNullable(found)
                .map(credentials -> credentials.getSecret().getPlainText().trim())
                .filter(text -> !text.isEmpty());
    }

    /** Describes the first invalid source and how to correct it; returns "" if all sources are valid. */
    static String problem(List<WebhookSource> sources) {
        List<String> names = sources.stream().map(WebhookSource::getName).toList();
        for (WebhookSource source : sources) {
            String problem = source.problemAmong(names);
            if (!problem.isEmpty()) {
                return "webhook " + source.name + ": " + problem;
            }
        }
        return "";
    }

    private String problemAmong(List<String> names) {
        if (!NAME.matcher(name).matches()) {
            return "name must consist of lower-case letters, digits and '-', for example hub; it is part of the URL";
        }
        if (Collections.frequency(names, name) > 1) {
            return "another webhook has the same name; names must be unique because they are part of the URL";
        }
        if (format == null) {
            return "format must be set; use one of distribution, ecr, dockerHub, harbor";
        }
        return registry == null || isRegistry(registry)
                ? ""
                : "registry must be a host, for example registry.example:5000 (was \"" + registry + "\")";
    }

    private static boolean isRegistry(String text) {
        try {
            return ImageReference.parse(text + "/image").registry().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] digest(String text) {
        return io.jenkins.containerbuild.image.Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<WebhookSource> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Webhook";
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return NAME.matcher(value.trim()).matches()
                    ? FormValidation.ok()
                    : FormValidation.error(
                            "Use lower-case letters, digits and '-', for example hub; the name is part of the URL");
        }

        @POST
        public FormValidation doCheckRegistry(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() || isRegistry(value.trim())
                    ? FormValidation.ok()
                    : FormValidation.error("Enter a host without https://, for example registry.example:5000");
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
            return value.isBlank()
                    ? FormValidation.error("Choose a secret text; without it, all events are refused")
                    : credentials().check(value);
        }

        private static CredentialsMenu credentials() {
            return new CredentialsMenu(StringCredentials.class, CredentialsMatchers.always());
        }

        @POST
        public ListBoxModel doFillFormatItems() {
            Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
            ListBoxModel items = new ListBoxModel();
            for (WebhookFormat format : WebhookFormat.values()) {
                items.add(format.getDisplayName(), format.name());
            }
            return items;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            return credentials().items(credentialsId);
        }
    }
}
