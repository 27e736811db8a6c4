package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.report.ReportFiles;
import io.jenkins.containerbuild.report.history.HistoryFile;
import io.jenkins.containerbuild.report.history.HistoryRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Files about the result of a build; a file that was not requested is null.
 *
 * @param metadata value of {@code --metadata-file}
 * @param imageId value of {@code --iidfile}
 * @param report value of {@code --report}
 * @param history history file in the directory that {@code --history} sets
 * @param build number and URL of the CI run, from BUILD_NUMBER and BUILD_URL
 */
record ResultFiles(Path metadata, Path imageId, Path report, HistoryFile history, HistoryRecord.Build build) {

    /** Parses the paths before the build; throws {@link InputException} if a path cannot be used for a file. */
    static ResultFiles of(Arguments arguments, Map<String, String> environment) {
        return new ResultFiles(
                place(arguments, "--metadata-file"),
                place(arguments, "--iidfile"),
                place(arguments, "--report"),
                history(arguments),
                new HistoryRecord.Build(
                        environment.getOrDefault("BUILD_NUMBER", ""), environment.getOrDefault("BUILD_URL", "")));
    }

    private static HistoryFile history(Arguments arguments) {
        Path folder = Options.path(arguments, "--history");
        if (folder == null) {
            return null;
        }
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new InputException(
                    "--history " + folder + " is not a directory; name an existing or a new directory");
        }
        return HistoryFile.in(folder);
    }

    private static Path place(Arguments arguments, String option) {
        Path file = Options.path(arguments, option);
        if (file == null) {
            return null;
        }
        requirePlace(option, file);
        return file;
    }

    /** Throws {@link InputException} if the path is a directory or if its parent directory does not exist. */
    static void requirePlace(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw new InputException(option + " " + file + " is a directory; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException(
                    option + " " + file + " cannot be written: its directory does not exist; create " + folder);
        }
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
        if (history != null) {
            history.append(HistoryRecord.of(result, build));
        }
    }
}
