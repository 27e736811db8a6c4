package io.jenkins.containerbuild.advice;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A file or folder of the context that a build uses but that probably should not be in an image.
 *
 * @param rule stable name of the broken rule, for example {@code vcs-data}
 * @param path path in the context; a folder ends with a slash, and the whole context is {@code ./}
 * @param description what was found, for example {@code 120 pictures}; never contains file content
 * @param files number of files
 * @param bytes size of the files in bytes
 * @param line first line of the first instruction that uses the files
 * @param advice what to do, as an imperative sentence without a full stop
 * @param savedBytes number of bytes by which the uncompressed image shrinks if the advice is followed; 0 if none of the
 *     files gets into the image
 */
public record Finding(
        String rule,
        Severity severity,
        String path,
        String description,
        long files,
        long bytes,
        int line,
        String advice,
        long savedBytes)
        implements Serializable {

    /** The number of findings in words: {@code 7: 1 high, 4 medium, 2 low}, or {@code none}. */
    public static String count(List<Finding> findings) {
        Map<Severity, Long> counts = findings.stream()
                .collect(Collectors.groupingBy(
                        Finding::severity, () -> new TreeMap<>(Comparator.reverseOrder()), Collectors.counting()));
        return findings.isEmpty()
                ? "none"
                : findings.size() + ": "
                        + counts.entrySet().stream()
                                .map(count ->
                                        count.getValue() + " " + count.getKey().id())
                                .collect(Collectors.joining(", "));
    }
}
