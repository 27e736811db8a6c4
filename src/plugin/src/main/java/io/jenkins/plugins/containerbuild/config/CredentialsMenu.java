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
 * Drop-down list of the system's credentials for global settings. Users who are not administrators see only the current
 * value.
 */
public final class CredentialsMenu {
    private final Class<? extends StandardCredentials> kind;
    private final CredentialsMatcher matcher;

    /** Offers the credentials of a kind that match. */
    public CredentialsMenu(Class<? extends StandardCredentials> kind, CredentialsMatcher matcher) {
        this.kind = kind;
        this.matcher = matcher;
    }

    /** Items for the list. */
    public ListBoxModel items(String chosen) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            items.includeEmptyValue().includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), kind, List.of(), matcher);
        }
        return items.includeCurrentValue(Util.fixNull(chosen));
    }

    /**
     * Reports an error if the chosen credentials do not exist; only to administrators, so that nobody else can probe
     * for ids.
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
