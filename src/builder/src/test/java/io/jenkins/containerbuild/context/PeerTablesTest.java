package io.jenkins.containerbuild.context;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.context.pattern.GoMatch;
import io.jenkins.containerbuild.context.pattern.PatternList;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.file.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * What Go 1.19 ({@code filepath.Match}, {@code filepath.Clean}) and moby/patternmatcher 5a6d842 ({@code MatchesUsingParentResults}, called for
 * each directory on the way to the path) answered to random questions. Columns are separated by tabs, patterns by blanks; 1 is yes, 0 no, E an error.
 * Larger tables are read from the directory that {@code -Dpeer.tables} names.
 */
public class PeerTablesTest {
    private static final Map<GoMatch.Result, String> ANSWERS =
            Map.of(GoMatch.Result.YES, "1", GoMatch.Result.NO, "0", GoMatch.Result.MALFORMED, "E");

    @Test
    public void cleansPathsAsGo() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : table("go-clean.tsv")) {
            if (!TreePath.clean(row[0]).equals(row[1])) {
                wrong.add(row[0] + " -> " + TreePath.clean(row[0]) + " instead of " + row[1]);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void matchesSourcesAsGo() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String[] row : table("go-match.tsv")) {
            GoMatch match = GoMatch.of(row[0]);
            // does.
            String answer = ANSWERS.get(match.compare(row[1]));
            if (!answer.equals(row[2])) {
                wrong.add(String.join(" ", row) + " but got " + answer);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    public void ignoresAsPatternmatcher() throws IOException {
        List<String> wrong = new ArrayList<>();
        int excluded = 0;
        for (String[] row : table("patternmatcher.tsv")) {
            String answer = excluded(row[0].split(" "), row[1]);
            excluded += answer.equals("1") ? 1 : 0;
            if (!answer.equals(row[2])) {
                wrong.add(String.join("  ", row) + " but got " + answer);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue("only " + excluded + " are excluded", excluded > 100);
    }

    private static String excluded(String[] patterns, String path) {
        PatternList list = new PatternList("f");
        try {
            for (String pattern : patterns) {
                list.add(pattern, 1);
            }
        } catch (InputException e) {
            return "E";
        }
        PatternList.Matched matched = list.root();
        for (int slash = path.indexOf('/'); ; slash = path.indexOf('/', slash + 1)) {
            matched = list.match(slash < 0 ? path : path.substring(0, slash), matched);
            if (slash < 0) {
                return matched.selected() ? "1" : "0";
            }
        }
    }

    private static List<String[]> table(String name) throws IOException {
        String other = System.getProperty("peer.tables");
        byte[] bytes = other == null
                ? PeerTablesTest.class.getResourceAsStream(name).readAllBytes()
                : Files.readAllBytes(Path.of(other, name));
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split("\t", -1))
                .toList();
    }
}
