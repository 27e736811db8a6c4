package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A secret that {@code RUN --mount=type=secret} gets: its id there, and where Jenkins has its value. */
public final class SecretBinding extends AbstractDescribableImpl<SecretBinding> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final String credentialsId;

    @DataBoundConstructor
    public SecretBinding(String id, String credentialsId) {
        this.id = Util.fixNull(id).trim();
        this.credentialsId = Util.fixNull(credentialsId).trim();
    }

    public String getId() {
        return id;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** Values by id; throws {@link InputException} where Jenkins has none that the run may use. */
    static Map<String, String> values(List<SecretBinding> bindings, Run<?, ?> run) {
        Map<String, String> values = new LinkedHashMap<>();
        for (SecretBinding binding : bindings) {
            values.put(binding.id, binding.value(run));
        }
        return values;
    }

    private String value(Run<?, ?> run) {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(credentialsId, StandardCredentials.class, run, List.of());
        if (found instanceof StringCredentials text) {
            return text.getSecret().getPlainText();
        }
        if (found instanceof FileCredentials file) {
            return content(file);
        }
        if (found instanceof StandardUsernamePasswordCredentials login) {
            return login.getUsername() + ":" + login.getPassword().getPlainText();
        }
        throw new InputException("secret " + id + ": Jenkins has no credentials with the id \"" + credentialsId
                + "\" that this job may use as a secret; a secret text, a secret file or a user name with a password"
                + " would work");
    }

    private String content(FileCredentials file) {
        try (InputStream content = file.getContent()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ServiceException("secret " + id + ": Jenkins cannot read its file: " + e.getMessage(), e);
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<SecretBinding> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Secret";
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormAccess.secrets(item, credentialsId);
        }
    }
}
