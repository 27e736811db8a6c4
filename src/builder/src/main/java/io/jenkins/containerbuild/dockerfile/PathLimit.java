package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Holds the paths of a Dockerfile against the longest path of Linux, so that nothing that follows has to cope with deeper ones. */
final class PathLimit {
    private static final int MOST_BYTES = 4096;

    private PathLimit() {}

    /** Throws a {@link Mistake} if a path of the instruction, variables expanded, is too long. */
    static void check(Instruction instruction) {
        if (instruction instanceof Instruction.Transfer transfer) {
            check(transfer.destination());
            transfer.localSources().forEach(PathLimit::check);
        } else if (instruction instanceof Instruction.Run run) {
            run.mounts().forEach(mount -> check(List.of(mount.source(), mount.target())));
        }
    }

    private static void check(List<String> paths) {
        paths.forEach(PathLimit::check);
    }

    /** Throws a {@link Mistake} if the path is too long. */
    static String check(String path) {
        if (path.length() > MOST_BYTES || path.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new Mistake("the path " + path.substring(0, 40) + "… has more than 4,096 bytes; shorten it");
        }
        return path;
    }
}
