package io.jenkins.containerbuild.registry;

import java.io.Serializable;
import java.util.Objects;

/**
 * A credential for a registry. Its text form does not show the secret.
 *
 * @param kind the kind of {@code secret}
 * @param user the user, or "" if the kind does not need one
 * @param source where the credential comes from, for messages: a file, a helper, or a name that the caller chooses
 */
public record Credential(Kind kind, String user, String secret, String source) implements Serializable {

    /** Kinds of secrets. */
    public enum Kind {
        /** A password, or a token used as one. */
        PASSWORD,
        /** An OAuth2 refresh token, which the registry's token server exchanges for bearer tokens. */
        IDENTITY_TOKEN,
        /** A bearer token. */
        REGISTRY_TOKEN
    }

    public Credential {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(user);
        Objects.requireNonNull(secret);
        Objects.requireNonNull(source);
    }

    /** A user with a password. */
    public static Credential ofPassword(String user, String password, String source) {
        return new Credential(Kind.PASSWORD, user, password, source);
    }

    @Override
    public String toString() {
        return kind + " from " + source;
    }
}
