package io.jenkins.containerbuild;

import java.io.Serializable;
import java.util.Map;

/**
 * The builder that a request asks for.
 *
 * @param builder the name of a buildx builder, or "" for the current one of buildx; the address of a {@code buildkitd};
 *     "" for all other kinds
 */
public record BuilderChoice(Kind kind, String builder) implements Serializable {
    /** {@code embedded} if it supports every instruction of the build, otherwise an engine. */
    public static final BuilderChoice AUTO = new BuilderChoice(Kind.AUTO, "");
    /** Pure Java, no daemon. */
    public static final BuilderChoice EMBEDDED = new BuilderChoice(Kind.EMBEDDED, "");
    /** The engine that the docker command line uses. */
    public static final BuilderChoice DOCKER = new BuilderChoice(Kind.DOCKER, "");

    private static final String BUILDX = "buildx";
    private static final String BUILDKIT = "buildkit:";

    /** The kinds of builders. */
    public enum Kind {
        AUTO,
        EMBEDDED,
        DOCKER,
        /** One of the builders that {@code docker buildx ls} lists. */
        BUILDX,
        /** A {@code buildkitd} at an address. */
        BUILDKIT
    }

    /** Parses a value of {@code --builder}; throws {@link IllegalArgumentException} if it is unknown. */
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

    /** The engine to use if the build needs one: for {@code auto}, the BuildKit at BUILDKIT_HOST or the Docker Engine. */
    BuilderChoice engine(Map<String, String> environment) {
        String address = environment.getOrDefault("BUILDKIT_HOST", "");
        if (kind != Kind.AUTO) {
            return this;
        }
        return address.isEmpty() ? DOCKER : new BuilderChoice(Kind.BUILDKIT, address);
    }
}
