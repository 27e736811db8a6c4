package io.jenkins.containerbuild;

import java.io.Serializable;

/**
 * The builder that a request asks for.
 *
 * @param builder the name of a buildx builder, or "" for the current one of buildx; "" for all other kinds
 */
public record BuilderChoice(Kind kind, String builder) implements Serializable {
    /** {@code embedded} if it supports every instruction of the build, otherwise an engine. */
    public static final BuilderChoice AUTO = new BuilderChoice(Kind.AUTO, "");
    /** Pure Java, no daemon. */
    public static final BuilderChoice EMBEDDED = new BuilderChoice(Kind.EMBEDDED, "");
    /** The engine that the docker command line uses. */
    public static final BuilderChoice DOCKER = new BuilderChoice(Kind.DOCKER, "");

    private static final String BUILDX = "buildx";

    /** The kinds of builders. */
    public enum Kind {
        AUTO,
        EMBEDDED,
        DOCKER,
        /** One of the builders that {@code docker buildx ls} lists. */
        BUILDX
    }

    /** Parses a value of {@code --builder}; throws {@link IllegalArgumentException} if it is unknown. */
    public static BuilderChoice parse(String text) {
        if (text.equals(BUILDX) || text.startsWith(BUILDX + ":")) {
            return new BuilderChoice(Kind.BUILDX, text.substring(Math.min(text.length(), BUILDX.length() + 1)));
        }
        return switch (text) {
            case "auto" -> AUTO;
            case "embedded" -> EMBEDDED;
            case "docker" -> DOCKER;
            default ->
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not known; auto, embedded, docker and buildx[:NAME] are");
        };
    }
}
