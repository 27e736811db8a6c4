package io.jenkins.containerbuild.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * An HTTP request to a registry and its purpose.
 *
 * @param action purpose of the request, for messages, such as "read manifest 1.0"
 * @param repository the repository that the request reads or changes
 * @param access the access to the repository that the request needs
 * @param source another repository that the request reads, or "" if there is none
 */
record RegistryCall(String action, String repository, Access access, String source, Request request) {

    /** Kinds of access to a repository. */
    enum Access {
        PULL("pull"),
        PUSH("pull,push");

        private final String actions;

        Access(String actions) {
            this.actions = actions;
        }
    }

    RegistryCall(String action, String repository, Access access, Request request) {
        this(action, repository, access, "", request);
    }

    /** Whether the request reads from the target repository of a push, which may not exist yet. */
    boolean readsTarget() {
        return access == Access.PUSH && request.isSafe();
    }

    /** The scopes that a bearer token needs, in the syntax of the token specification. */
    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        scopes.add("repository:" + repository + ":" + access.actions);
        if (!source.isEmpty()) {
            scopes.add("repository:" + source + ":" + Access.PULL.actions);
        }
        return scopes;
    }
}
