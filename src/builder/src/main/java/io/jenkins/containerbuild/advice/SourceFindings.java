package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.measure.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reports source files in the image if a RUN of the image's own stages compiles them, or if the compiled files are
 * copied too.
 */
final class SourceFindings {
    private final List<Instruction.Run> commands;
    private final Map<SourceLanguage, List<NeededFile>> sources = new EnumMap<>(SourceLanguage.class);
    private final Map<SourceLanguage, List<NeededFile>> compiled = new EnumMap<>(SourceLanguage.class);

    /** @param needed the needed stages, the target last */
    SourceFindings(List<Stage> needed) {
        this.commands = commandsOfImage(needed);
    }

    private static List<Instruction.Run> commandsOfImage(List<Stage> needed) {
        List<Instruction.Run> commands = new ArrayList<>();
        int index = needed.get(needed.size() - 1).index();
        for (int i = needed.size() - 1; i >= 0; i--) {
            if (needed.get(i).index() == index) {
                index = needed.get(i).baseStage();
                for (Instruction instruction : needed.get(i).instructions()) {
                    if (instruction instanceof Instruction.Run run) {
                        commands.add(run);
                    }
                }
            }
        }
        return commands;
    }

    /** Adds a file that gets into the image. */
    void add(NeededFile file) {
        SourceLanguage language = SourceLanguage.ofName(file.node().name());
        if (language != null) {
            sources.computeIfAbsent(language, each -> new ArrayList<>()).add(file);
            return;
        }
        for (SourceLanguage each : SourceLanguage.values()) {
            if (each.isCompiled(file.node().path())) {
                compiled.computeIfAbsent(each, of -> new ArrayList<>()).add(file);
            }
        }
    }

    List<Finding> findings(ImageReach reach) {
        List<Finding> findings = new ArrayList<>();
        sources.forEach((language, files) -> {
            Place place = Place.partOf(commonFolder(files), true).addAll(files, reach);
            Instruction.Run compiler = compiler(language);
            Optional<NeededFile> result = result(language, files);
            if (compiler != null) {
                findings.add(finding(
                        place,
                        language,
                        ", compiled by line " + compiler.position().line(),
                        "compile in an earlier stage, and copy only the result into the last one with COPY --from"));
            } else if (result.isPresent()) {
                findings.add(finding(
                        place,
                        language,
                        " beside compiled ones",
                        "copy only what was compiled, such as " + result.get().path() + ", instead of everything"));
            }
        });
        return findings;
    }

    private Instruction.Run compiler(SourceLanguage language) {
        for (Instruction.Run run : commands) {
            if (language.isCompiledBy(run.position().text())) {
                return run;
            }
        }
        return null;
    }

    /** The largest file in the image that was compiled from the sources. */
    private Optional<NeededFile> result(SourceLanguage language, List<NeededFile> files) {
        Set<String> names = new HashSet<>();
        files.forEach(file -> names.add(stem(file)));
        return compiled.getOrDefault(language, List.of()).stream()
                .filter(file -> !language.keepsNames() || names.contains(stem(file)))
                .max(Comparator.comparing(NeededFile::bytes).thenComparing(NeededFile::path));
    }

    private static String stem(NeededFile file) {
        String name = file.node().name();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String commonFolder(List<NeededFile> files) {
        String common = folder(files.get(0).node().path());
        for (NeededFile file : files) {
            while (!file.node().path().startsWith(common)) {
                common = folder(common.substring(0, common.length() - 1));
            }
        }
        return common;
    }

    private static String folder(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private static Finding finding(Place place, SourceLanguage language, String evidence, String advice) {
        return new Finding(
                FindingRule.SOURCE_CODE.id(),
                FindingRule.SOURCE_CODE.severity(),
                place.shownPath(),
                Figures.count(place.files(), language.noun) + evidence,
                place.files(),
                place.bytes(),
                place.line(),
                advice,
                place.imageBytes());
    }
}
