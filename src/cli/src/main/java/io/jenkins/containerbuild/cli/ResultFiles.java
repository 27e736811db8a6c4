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
 * Files that a build writes about its result; each is null where nobody asked for it.
 *
 * @param metadata of {@code --metadata-file}
 * @param imageId of {@code --iidfile}
 * @param report of {@code --report}
 * @param history of {@code --history}
 * @param build what a continuous integration server says about the run that this build is part of
 */
record ResultFiles(Path metadata, Path imageId, Path report, HistoryFile history, HistoryRecord.Build build) {

    /** Reads where they shall stand; throws {@link InputException} where that is no place for a file, before anything is built. */
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
            throw new InputException("--history " + folder + " is no directory; name one that is, or shall be created");
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

    /** Throws {@link InputException} where a file cannot stand. */
    static void requirePlace(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw new InputException(option + " " + file + " is a directory; name a file in it");
        }
        if (!Files.isDirectory(folder)) {
            throw new InputException(option + " " + file + " has no directory to stand in; create " + folder);
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
