package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerRegistryToken;

/** Who may ask what the forms of steps ask: those who may see the job's Pipeline, or without a job, those who administer. */
final class FormAccess {
    private FormAccess() {}

    static void check(Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.EXTENDED_READ);
        }
    }

    /** Credentials that become registry tokens; only the one that is chosen for those who may not choose. */
    static ListBoxModel registryCredentials(Item item, String chosen) {
        StandardListBoxModel items = new StandardListBoxModel();
        boolean mayChoose = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (mayChoose) {
            items.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            item,
                            StandardCredentials.class,
                            List.of(),
                            AuthenticationTokens.matcher(DockerRegistryToken.class));
        }
        return items.includeCurrentValue(Util.fixNull(chosen));
    }
}
