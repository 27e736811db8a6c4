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
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A secret for {@code RUN --mount=type=secret}: its id in the Dockerfile and the id of its credentials in Jenkins. */
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

    /**
     * Returns the value of the secret and adds the value to the masks. Throws {@link InputException} if Jenkins has no
     * credentials with this ID that the run may use as a secret.
     */
    byte[] value(Run<?, ?> run, SecretMasks masks) {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(credentialsId, StandardCredentials.class, run, List.of());
        CredentialsProvider.track(run, found);
        if (found instanceof StringCredentials text) {
            return word(text.getSecret().getPlainText(), masks);
        }
        if (found instanceof FileCredentials file) {
            byte[] content = content(file);
            masks.addFile(content);
            return content;
        }
        if (found instanceof StandardUsernamePasswordCredentials login) {
            String password = login.getPassword().getPlainText();
            masks.addWord(password);
            return word(login.getUsername() + ":" + password, masks);
        }
        throw new InputException("secrets: " + id + ": Jenkins has no credentials with the id \"" + credentialsId
                + "\" that this job may use as a secret; use a secret text, a secret file or a user name with a"
                + " password");
    }

    private static byte[] word(String word, SecretMasks masks) {
        // A secret text may have several lines.
        word.lines().forEach(masks::addWord);
        return word.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] content(FileCredentials file) {
        try (InputStream content = file.getContent()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new ServiceException("secrets: " + id + ": could not read the secret file: " + e.getMessage(), e);
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
        public FormValidation doCheckId(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return value.trim().matches("[A-Za-z0-9._/-]+")
                    ? FormValidation.ok()
                    : FormValidation.error("id must be the id of RUN --mount=type=secret,id=…, for example npm-token");
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return FormAccess.secrets(item, credentialsId);
        }
    }
}
