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

/** Who may tell of pushes: a registry, the shape of what it sends, and the secret that it shows. */
public final class WebhookSource extends AbstractDescribableImpl<WebhookSource> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private final String name;
    private final WebhookFormat format;
    private final String credentialsId;
    private String registry;

    /**
     * A source.
     *
     * @param name the last part of its URL
     * @param credentialsId of a secret text
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

    /** How Dockerfiles name it; null for what its events say. */
    public String getRegistry() {
        return registry;
    }

    @DataBoundSetter
    public void setRegistry(String registry) {
        this.registry = Util.fixEmptyAndTrim(registry);
    }

    /** Compares digests of both, in a time that says nothing of where they differ or how long the secret is. */
    boolean isOpenedBy(String token) {
        Optional<String> secret = secret();
        return MessageDigest.isEqual(digest(secret.orElse("")), digest(token)) && secret.isPresent();
    }

    /** An empty secret opens nothing. */
    private Optional<String> secret() {
        StringCredentials found = CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(credentialsId));
        return Optional.ofNullable(found)
                .map(credentials -> credentials.getSecret().getPlainText().trim())
                .filter(text -> !text.isEmpty());
    }

    /** The first thing that is wrong among sources, with what would do; "" where all is well. */
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
            return "a name of lower-case letters, digits and '-' would do, such as hub; it ends the URL";
        }
        if (Collections.frequency(names, name) > 1) {
            return "there are two of this name, which callers could not tell apart";
        }
        if (format == null) {
            return "needs a format; distribution, ecr, dockerHub and harbor are known";
        }
        return registry == null || isRegistry(registry)
                ? ""
                : "\"" + registry + "\" is no registry; a host as image names have it would do, such as"
                        + " registry.example:5000";
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
                            "A name of lower-case letters, digits and '-', such as hub; it ends the URL");
        }

        @POST
        public FormValidation doCheckRegistry(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.MANAGE);
            return value.isBlank() || isRegistry(value.trim())
                    ? FormValidation.ok()
                    : FormValidation.error("A host as image names have it, such as registry.example:5000");
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value) {
            Jenkins.get().checkAnyPermission(Jenkins.MANAGE, Jenkins.SYSTEM_READ);
            return value.isBlank()
                    ? FormValidation.error("Without a secret text nothing is let in")
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
