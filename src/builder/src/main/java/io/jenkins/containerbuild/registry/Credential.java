package io.jenkins.containerbuild.registry;

import java.io.Serializable;
import java.util.Objects;

/**
 * What proves to a registry who asks. Its text form never shows the secret.
 *
 * @param kind what {@code secret} is
 * @param user empty where the kind needs none
 * @param source where it comes from, for messages: a file, a helper, a name that the caller gives
 */
public record Credential(Kind kind, String user, String secret, String source) implements Serializable {

    /** What a secret is. */
    public enum Kind {
        /** A password, or a token used as one. */
        PASSWORD,
        /** An OAuth2 refresh token, which the registry's token server turns into bearer tokens. */
        IDENTITY_TOKEN,
        /** A bearer token as it is. */
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
