package io.jenkins.plugins.containerbuild.step;

import hudson.EnvVars;
import hudson.Util;
import hudson.model.Run;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Origin of an image, for the manifest annotations {@code org.opencontainers.image.*} of the OCI image specification.
 * Source and revision come from the environment of the build or, if not set there, from the git checkout in the
 * workspace.
 *
 * @param source URL of the repository; "" if the environment does not contain it
 * @param revision commit; "" if the environment does not contain it
 * @param created start time of the build, in RFC 3339 format
 */
record Origin(String source, String revision, String created) implements Serializable {
    private static final String PREFIX = "org.opencontainers.image.";
    private static final int MAX_VALUE_LENGTH = 500;
    private static final long MAX_FILE_BYTES = 1 << 20;

    /**
     * Reads the values that are available on the controller. The git plugin sets {@code GIT_URL} and {@code GIT_COMMIT}
     * in declarative Pipelines and in freestyle jobs.
     */
    static Origin of(Run<?, ?> run, EnvVars environment) {
        return new Origin(
                Util.fixNull(environment.get("GIT_URL")),
                Util.fixNull(environment.get("GIT_COMMIT")),
                Instant.ofEpochMilli(run.getStartTimeInMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString());
    }

    /** Returns the annotations and omits unknown values. Runs on the agent. */
    Map<String, String> annotations(Path folder, Path workspace) {
        Path git = repository(folder, workspace);
        Map<String, String> annotations = new LinkedHashMap<>();
        put(annotations, "source", withoutUser(source.isEmpty() && git != null ? remote(git) : source));
        put(annotations, "revision", revision.isEmpty() && git != null ? head(git) : revision);
        put(annotations, "created", created);
        return annotations;
    }

    private static void put(Map<String, String> annotations, String name, String value) {
        if (!value.isEmpty()
                && value.length() <= MAX_VALUE_LENGTH
                && value.chars().noneMatch(Character::isISOControl)) {
            annotations.put(PREFIX + name, value);
        }
    }

    /** Directory {@code .git} of the checkout that contains the context; null if there is none in the workspace. */
    private static Path repository(Path folder, Path workspace) {
        for (Path path = folder; path != null && path.startsWith(workspace); path = path.getParent()) {
            if (Files.isDirectory(path.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
                return path.resolve(".git");
            }
        }
        return null;
    }

    /** URL of {@code remote "origin"}; "" if there is none. */
    private static String remote(Path git) {
        boolean inOrigin = false;
        for (String line : lines(git.resolve("config"))) {
            String text = line.strip();
            if (text.startsWith("[")) {
                inOrigin = text.equals("[remote \"origin\"]");
            } else if (inOrigin && text.matches("url\\s*=.*")) {
                return text.substring(text.indexOf('=') + 1).strip();
            }
        }
        return "";
    }

    /** The commit that is checked out; "" if it cannot be determined. */
    private static String head(Path git) {
        String head = String.join("", lines(git.resolve("HEAD"))).strip();
        if (!head.startsWith("ref: refs/") || head.contains("..")) {
            return commit(head);
        }
        String name = head.substring("ref: ".length());
        String loose = commit(String.join("", lines(git.resolve(name))).strip());
        return loose.isEmpty() ? packed(git, name) : loose;
    }

    private static String packed(Path git, String name) {
        for (String line : lines(git.resolve("packed-refs"))) {
            if (line.endsWith(" " + name)) {
                return commit(line.substring(0, line.indexOf(' ')));
            }
        }
        return "";
    }

    private static String commit(String text) {
        return text.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? text : "";
    }

    /** Lines of a file; empty if unreadable, too large or a symbolic link, which could lead out of the checkout. */
    private static List<String> lines(Path file) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MAX_FILE_BYTES
                    ? Files.readAllLines(file)
                    : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Removes user and password from a URL, because an image must not contain a password. */
    private static String withoutUser(String address) {
        String without = address.replaceFirst("^([A-Za-z][A-Za-z0-9+.-]*://)[^/]*@", "$1");
        return without.contains("://") && without.contains("@") ? "" : without;
    }
}
