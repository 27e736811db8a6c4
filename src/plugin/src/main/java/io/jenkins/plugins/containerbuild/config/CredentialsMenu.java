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

/** The system's credentials to choose from in global settings; who may not administer sees what was chosen, and no others. */
public final class CredentialsMenu {
    private final Class<? extends StandardCredentials> kind;
    private final CredentialsMatcher matcher;

    /** Those of a kind that match. */
    public CredentialsMenu(Class<? extends StandardCredentials> kind, CredentialsMatcher matcher) {
        this.kind = kind;
        this.matcher = matcher;
    }

    /** For a drop-down. */
    public ListBoxModel items(String chosen) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            items.includeEmptyValue().includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), kind, List.of(), matcher);
        }
        return items.includeCurrentValue(Util.fixNull(chosen));
    }

    /** Whether what was chosen is there; says nothing to those who may not administer. */
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
                : FormValidation.error("Jenkins has no credentials \"" + chosen
                        + "\" that would do here; choose others," + " or add them in Manage Jenkins → Credentials");
    }
}
