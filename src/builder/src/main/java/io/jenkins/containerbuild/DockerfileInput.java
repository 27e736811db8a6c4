package io.jenkins.containerbuild;

import io.jenkins.containerbuild.dockerfile.StageOptions;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and parses the Dockerfile of a request. */
final class DockerfileInput {
    /** Anything larger is a mistake: the longest genuine Dockerfiles are about a hundredth of this size. */
    private static final long MOST_BYTES = 16 << 20;

    private DockerfileInput() {}

    static Stages parse(BuildRequest request, byte[] bytes) {
        Dockerfile dockerfile = Dockerfile.parse(request.source().dockerfileName(), bytes);
        return Stages.read(
                dockerfile,
                new StageOptions(
                        request.source().target(),
                        request.image().platform(),
                        request.source().buildArgs(),
                        request.source().contexts()));
    }

    static byte[] bytes(BuildRequest request) {
        requireDirectory(request.source().context());
        Path file = request.source().dockerfilePath();
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(
                        file + " is too large: a Dockerfile has at most " + MOST_BYTES + " bytes, but this file has "
                                + Files.size(file) + "; set the right file with " + Setting.DOCKERFILE.inWords());
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    file + " does not exist; set the path of the Dockerfile with " + Setting.DOCKERFILE.inWords(), e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireDirectory(Path context) {
        if (!Files.isDirectory(context)) {
            throw new InputException(
                    "the context " + context + (Files.exists(context) ? " is a file" : " does not exist")
                            + "; use the directory that contains the files to copy");
        }
    }
}
