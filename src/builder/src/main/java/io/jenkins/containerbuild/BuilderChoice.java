package io.jenkins.containerbuild;

import java.io.Serializable;
import java.util.Map;

/**
 * The builder that the user requested.
 *
 * @param builder for {@code BUILDX}, the builder name, or "" for buildx's current builder; for {@code BUILDKIT}, the
 *     address of the {@code buildkitd}; otherwise ""
 */
public record BuilderChoice(Kind kind, String builder) implements Serializable {
    /** The embedded builder if it supports every instruction of the build, otherwise an engine. */
    public static final BuilderChoice AUTO = new BuilderChoice(Kind.AUTO, "");
    /** The builder in pure Java, which needs no daemon. */
    public static final BuilderChoice EMBEDDED = new BuilderChoice(Kind.EMBEDDED, "");
    /** The engine that the docker command line uses. */
    public static final BuilderChoice DOCKER = new BuilderChoice(Kind.DOCKER, "");

    private static final String BUILDX = "buildx";
    private static final String BUILDKIT = "buildkit:";

    public enum Kind {
        AUTO,
        EMBEDDED,
        DOCKER,
        /** One of the builders that {@code docker buildx ls} lists. */
        BUILDX,
        /** A {@code buildkitd} at an address. */
        BUILDKIT
    }

    /** Parses a value of {@code --builder}; throws {@link IllegalArgumentException} if the value is unknown. */
    public static BuilderChoice parse(String text) {
        if (text.equals(BUILDX) || text.startsWith(BUILDX + ":")) {
            return new BuilderChoice(Kind.BUILDX, text.substring(Math.min(text.length(), BUILDX.length() + 1)));
        }
        if (text.startsWith(BUILDKIT) && text.substring(BUILDKIT.length()).matches("(unix|tcp)://.+")) {
            return new BuilderChoice(Kind.BUILDKIT, text.substring(BUILDKIT.length()));
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "embedded" -> EMBEDDED;
            case "docker" -> DOCKER;
            default ->
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not known; use auto, embedded, docker, buildkit:unix://PATH,"
                                + " buildkit:tcp://HOST:PORT or buildx[:NAME]");
        };
    }

    /**
     * Returns the requested engine; for {@code auto}, the {@code buildkitd} at BUILDKIT_HOST if set, otherwise Docker
     * Engine.
     */
    BuilderChoice engine(Map<String, String> environment) {
        String address = environment.getOrDefault("BUILDKIT_HOST", "");
        if (kind != Kind.AUTO) {
            return this;
        }
        return address.isEmpty() ? DOCKER : new BuilderChoice(Kind.BUILDKIT, address);
    }
}
