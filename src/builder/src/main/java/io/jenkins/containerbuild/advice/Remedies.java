package io.jenkins.containerbuild.advice;

import io.jenkins.containerbuild.context.NeededFile;
import io.jenkins.containerbuild.measure.Figures;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Creates findings with advice on how to fix them.
 *
 * @param ignoreFile name of the ignore file to which users should add patterns
 * @param named paths that instructions name; ignoring them would break the build
 */
record Remedies(String ignoreFile, Set<String> named) {
    private static final int MOST_TOOLS = 4;

    Finding finding(FindingRule rule, Severity severity, String description, Place place) {
        return new Finding(
                rule.id(),
                severity,
                place.shownPath(),
                description,
                place.files(),
                place.bytes(),
                place.line(),
                advice(rule, place),
                place.imageBytes());
    }

    private String advice(FindingRule rule, Place place) {
        boolean isNamed = named.contains(place.path);
        String leaveOut =
                isNamed ? "remove it from line " + place.line() : "add " + place.patterns() + " to " + ignoreFile;
        return switch (rule) {
            case SECRET, SECRET_CONTENT ->
                leaveOut + "; use RUN --mount=type=secret or pass it when the container starts";
            case STATE_DATA -> leaveOut + "; keep state in a volume or a service";
            case VOLUME_DATA -> leaveOut + "; put the files into the volume when the container starts";
            case MEDIA, LARGE_FILE -> leaveOut + "; serve it from an object store";
            default -> leaveOut;
        };
    }

    /** Creates one finding for all editor and CI files, which are many and small. */
    Finding ofTools(List<NeededFile> tools, ImageReach reach) {
        Place place = Place.partOf("", true);
        Set<String> names = new LinkedHashSet<>();
        for (NeededFile tool : tools) {
            place.add(tool, reach.includes(tool));
            names.add(top(tool.path()));
        }
        List<String> shown = names.stream().limit(MOST_TOOLS).toList();
        String more = names.size() > MOST_TOOLS ? " and others" : "";
        return new Finding(
                FindingRule.TOOL_FILES.id(),
                FindingRule.TOOL_FILES.severity(),
                names.size() == 1 ? shown.get(0) : "./",
                Figures.count(place.files(), FindingRule.TOOL_FILES.noun()) + ": " + String.join(", ", shown) + more,
                place.files(),
                place.bytes(),
                place.line(),
                "add "
                        + String.join(
                                ", ", shown.stream().map(Place::escapedPath).toList()) + more + " to " + ignoreFile,
                place.imageBytes());
    }

    /**
     * The editor or CI directory that contains the file, with a slash at the end; otherwise the path of the file
     * itself.
     */
    private static String top(String path) {
        for (int start = 0, slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            if (FileKinds.directory("", path.substring(start, slash)) == FindingRule.TOOL_FILES) {
                return path.substring(0, slash + 1);
            }
            start = slash + 1;
        }
        return path;
    }
}
