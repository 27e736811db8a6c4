package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Access checks for form validation and selection lists of steps. Users need permission to read the job's
 * configuration, or to administer Jenkins if there is no job.
 */
final class FormAccess {
    private FormAccess() {}

    static void check(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.EXTENDED_READ);
        }
    }

    /** Credentials that plugins can convert to registry tokens. */
    static ListBoxModel registryCredentials(Item item, String chosen) {
        return credentials(item, chosen, AuthenticationTokens.matcher(DockerRegistryToken.class));
    }

    /** Credentials that can be used as a secret: texts, files, and user names with passwords. */
    static ListBoxModel secrets(Item item, String chosen) {
        return credentials(
                item,
                chosen,
                CredentialsMatchers.anyOf(
                        CredentialsMatchers.instanceOf(StringCredentials.class),
                        CredentialsMatchers.instanceOf(FileCredentials.class),
                        CredentialsMatchers.instanceOf(StandardUsernamePasswordCredentials.class)));
    }

    /** All matching credentials, or only the current value for users who may not choose credentials. */
    private static ListBoxModel credentials(Item item, String chosen, CredentialsMatcher matcher) {
        StandardListBoxModel items = new StandardListBoxModel();
        boolean mayChoose = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (mayChoose) {
            items.includeEmptyValue()
                    .includeMatchingAs(ACL.SYSTEM2, item, StandardCredentials.class, List.of(), matcher);
        }
        return items.includeCurrentValue(Util.fixNull(chosen));
    }
}
