package io.jenkins.containerbuild.registry;

import java.util.ArrayList;
import java.util.List;

/**
 * A request with what it is for.
 *
 * @param action for messages: "read manifest 1.0"
 * @param repository that is asked
 * @param access that it needs there
 * @param source another repository that is read from, or ""
 */
record Ask(String action, String repository, Access access, String source, Request request) {

    /** What a user must be allowed to do. */
    enum Access {
        PULL("pull"),
        PUSH("pull,push");

        private final String actions;

        Access(String actions) {
            this.actions = actions;
        }
    }

    Ask(String action, String repository, Access access, Request request) {
        this(action, repository, access, "", request);
    }

    /** Whether it reads from a repository that will be pushed to, which may not exist yet. */
    boolean readsTarget() {
        return access == Access.PUSH && request.isSafe();
    }

    /** What a bearer token must allow, in the words of the token specification. */
    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        scopes.add("repository:" + repository + ":" + access.actions);
        if (!source.isEmpty()) {
            scopes.add("repository:" + source + ":" + Access.PULL.actions);
        }
        return scopes;
    }
}
