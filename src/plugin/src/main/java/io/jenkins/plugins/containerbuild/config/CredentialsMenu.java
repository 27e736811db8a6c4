package io.jenkins.plugins.containerbuild.config;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.Util;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Drop-down list of system credentials for global settings. Users who are not administrators see only the current
 * value.
 */
public final class CredentialsMenu {
    private final Class<? extends StandardCredentials> kind;
    private final CredentialsMatcher matcher;

    /** Creates a list of the matching credentials of a kind. */
    public CredentialsMenu(Class<? extends StandardCredentials> kind, CredentialsMatcher matcher) {
        this.kind = kind;
        this.matcher = matcher;
    }

    /** The items of the list, including the current value. */
    public ListBoxModel items(String chosen) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            items.includeEmptyValue().includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), kind, List.of(), matcher);
        }
        return items.includeCurrentValue(Util.fixNull(chosen));
    }

    /**
     * Returns an error if the chosen credentials do not exist. Only administrators get the error, so that other users
     * cannot find out which IDs exist.
     */
    public FormValidation check(String chosen) {
        boolean isKnown = chosen.isEmpty()
                || !Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                || !CredentialsProvider.listCredentialsInItemGroup(
                                kind,
                                Jenkins.get(),
                                ACL.SYSTEM2,
                                List.of(),
                                CredentialsMatchers.allOf(CredentialsMatchers.withId(chosen), matcher))
                        .isEmpty();
        return isKnown
                ? FormValidation.ok()
                : FormValidation.error("Jenkins has no suitable credentials with the id \"" + chosen
                        + "\"; choose others, or add them in Manage Jenkins → Credentials");
    }
}
