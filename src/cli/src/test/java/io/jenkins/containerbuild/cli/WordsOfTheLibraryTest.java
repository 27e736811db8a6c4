package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/**
 * The library does not know who asks, so no text in its source names an option of this command line, or what else works
 * on a terminal alone: such phrases come from {@code fault.Vocabulary}.
 */
public class WordsOfTheLibraryTest {
    private static final Path SOURCE = Path.of("../builder/src/main/java/io/jenkins/containerbuild");

    /** Where such words belong. */
    private static final Set<String> SPEAK_SO = Set.of(
            // The words of the command line themselves.
            "fault/CommandLineWords.java",
            "fault/Setting.java",
            // The options of docker buildx.
            "engine/BuildxTransport.java",
            // The page of container-build report.
            "report/history/TrendPage.java");

    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern OF_A_TERMINAL =
            Pattern.compile("docker login|\\b(?:DOCKER_[A-Z_]+|https?_proxy|no_proxy)\\b.* | .*\\b(?:DOCKER_[A-Z_]+|"
                    + "https?_proxy|no_proxy)\\b|(?<!\\S)-[foqt](?!\\S)");

    private final Pattern option = options();

    /**
     * All that the help of {@code build} and {@code plan} name; one of a Dockerfile has its value behind an equals
     * sign.
     */
    private static Pattern options() {
        Set<String> names = new TreeSet<>();
        for (String command : List.of("build", "plan", "bases", "report", "parse")) {
            Matcher option = Pattern.compile("(?m)^ +(?:-[a-z], )?--([a-z][a-z-]+)")
                    .matcher(Ran.of(command, "--help").out());
            while (option.find()) {
                names.add(option.group(1));
            }
        }
        assertTrue(names.toString(), names.containsAll(Set.of("build-arg", "cache-dir", "max-age", "resolve")));
        return Pattern.compile("(?<![\\w-])--(?:" + String.join("|", names) + ")(?![\\w=-])");
    }

    private boolean isOfTheCommandLine(String text) {
        return option.matcher(text).find() || OF_A_TERMINAL.matcher(text).find();
    }

    @Test
    public void itIsSeenWhatIsOfTheCommandLine() {
        Map<String, Boolean> cases = new LinkedHashMap<>();
        cases.put("a base with it, or --builder docker, would work", true);
        cases.put("--no-cache", true);
        cases.put("--label ", true);
        cases.put("; run: docker login", true);
        cases.put("start it, or name another with DOCKER_HOST", true);
        cases.put("check https_proxy and its password", true);
        cases.put("name the file with -f", true);
        cases.put("COPY --from=build", false);
        cases.put("--platform=linux/arm64 in FROM", false);
        cases.put("start it with --tlsverify", false);
        cases.put("DOCKER_HOST", false);
        cases.put("_proxy", false);
        cases.put("a well-known name", false);
        cases.forEach((text, expected) -> assertEquals(text, expected, isOfTheCommandLine(text)));
    }

    @Test
    public void noMessageOfTheLibraryIsOfTheCommandLine() throws IOException {
        List<String> found = new ArrayList<>();
        int texts = 0;
        for (Path file : sources()) {
            for (String line : Files.readAllLines(file)) {
                Matcher text = TEXT.matcher(line);
                while (!line.strip().matches("(?:\\*|//|/\\*).*") && text.find()) {
                    texts++;
                    String words = text.group().substring(1, text.group().length() - 1);
                    if (isOfTheCommandLine(words)) {
                        found.add(SOURCE.relativize(file) + ": " + words);
                    }
                }
            }
        }
        assertTrue(texts + " texts", texts > 2000);
        assertEquals(
                "fault.Vocabulary should say it",
                // What was found in the environment, not what would work.
                "engine/EngineEndpoint.java: DOCKER_TLS without DOCKER_TLS_VERIFY",
                String.join("\n", found));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCE)) {
            return all.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !SPEAK_SO.contains(SOURCE.relativize(file).toString()))
                    .sorted()
                    .toList();
        }
    }
}
