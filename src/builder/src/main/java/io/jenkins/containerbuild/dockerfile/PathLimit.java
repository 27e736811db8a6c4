package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.file.PathLimits;
import io.jenkins.containerbuild.image.LimitException;
import java.util.List;

/**
 * Applies {@link PathLimits} to the paths in a Dockerfile and throws a {@link Mistake}, so that errors show the line of
 * the instruction.
 */
final class PathLimit {
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
        try {
            PathLimits.checkTarget(path);
            return path;
        } catch (LimitException e) {
            throw new Mistake(e.getMessage() + "; shorten it");
        }
    }
}
