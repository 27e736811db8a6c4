package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files that a build writes about its result; each is null where nobody asked for it.
 *
 * @param metadata of {@code --metadata-file}
 * @param imageId of {@code --iidfile}
 * @param report of {@code --report}
 */
record ResultFiles(Path metadata, Path imageId, Path report) {

    /** Reads where they shall stand; throws {@link InputException} where that is no place for a file, before anything is built. */
    static ResultFiles of(Arguments arguments) {
        return new ResultFiles(
                place(arguments, "--metadata-file"), place(arguments, "--iidfile"), place(arguments, "--report"));
    }

    private static Path place(Arguments arguments, String option) {
        Path file = Options.path(arguments, option);
        if (file == null) {
            return null;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw new InputException(option + " " + file + " is a directory; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException(option + " " + file + " has no directory to stand in; create " + folder);
        }
        return file;
    }

    void write(BuildReport result) {
        if (metadata != null) {
            ReportFiles.writeMetadata(result.image(), metadata);
        }
        if (imageId != null) {
            ReportFiles.writeImageId(result.image(), imageId);
        }
        if (report != null) {
            ReportFiles.writeReport(result, report);
        }
    }
}
