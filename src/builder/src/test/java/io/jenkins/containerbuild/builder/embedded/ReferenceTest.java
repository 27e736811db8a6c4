package io.jenkins.containerbuild.builder.embedded;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.testing.RootFileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What Docker Engine 26.1 refuses or cannot do here: {@code --parents}, {@code --exclude}, {@code --unpack}, symbols in {@code --chmod}
 * (its built-in frontend is older), xz (it needs a program that its root lacks), wildcards that find directories with dangling links (its
 * checksum fails), deep paths through a link of the context (its client does not send them). The expectations are worked out from the Dockerfile reference.
 */
public class ReferenceTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private record Case(String dockerfile, String expected) {}

    private static Map<String, Case> cases() throws IOException {
        Map<String, Case> cases = new LinkedHashMap<>();
        try (InputStream in = ReferenceTest.class.getResourceAsStream("reference.txt")) {
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^=== ")) {
                int end = part.indexOf('\n');
                int expected = part.indexOf("---\n");
                if (end > 0) {
                    cases.put(
                            part.substring(0, end),
                            new Case(part.substring(end + 1, expected), part.substring(expected + 4)));
                }
            }
        }
        return cases;
    }

    @Test
    public void resultMatchesTheDockerfileReference() throws IOException {
        Path context = folder.newFolder("context").toPath();
        EqualityContext.write(context);
        EmbeddedRun run = new EmbeddedRun(context, folder.newFolder("cache").toPath());
        List<String> different = new ArrayList<>();
        for (Map.Entry<String, Case> one : cases().entrySet()) {
            String found = listing(
                    run.build(one.getValue().dockerfile()), one.getValue().expected());
            if (!found.equals(one.getValue().expected())) {
                different.add(one.getKey() + "\nwanted\n" + one.getValue().expected() + "found\n" + found);
            }
        }
        System.out.println(cases().size() + " cases of the Dockerfile reference, " + different.size() + " different");
        assertEquals("", String.join("\n", different));
        assertFalse(cases().isEmpty());
    }

    /** Known content is shown as in the expectation; other content by its digest. */
    private String listing(BuiltImage image, String expected) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String line : expected.split("\n")) {
            String[] words = line.split(" ", 4);
            if (words[0].equals("f")) {
                int blank = words[3].lastIndexOf(' ');
                String text = words[3].substring(blank + 1);
                contents.put(digest(text + "\n"), text);
                contents.put(digest(text), text);
                String two = words[3].substring(words[3].lastIndexOf(' ', blank - 1) + 1);
                contents.put(digest(two + "\n"), two);
            }
        }
        StringBuilder result = new StringBuilder();
        files(image).forEach((path, entry) -> {
            String mode = entry.mode().replaceFirst("^0+(?=.)", "");
            result.append(
                    switch (entry.type()) {
                        case "folder" -> "d " + mode + " " + entry.owner() + " " + path;
                        case "link" -> "l " + entry.owner() + " " + path + " -> " + entry.content();
                        default ->
                            "f " + mode + " " + entry.owner() + " " + path + " "
                                    + contents.getOrDefault(entry.content(), "*");
                    });
            result.append('\n');
        });
        return result.toString();
    }

    private static String digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The layers on top of each other; none of them takes anything away. */
    private Map<String, RootFileSystem.Entry> files(BuiltImage image) throws IOException {
        Map<String, RootFileSystem.Entry> entries = new TreeMap<>();
        for (Layer layer : image.layers()) {
            Path tar = folder.newFile().toPath();
            try (InputStream in = new GZIPInputStream(Files.newInputStream(Layers.file(layer)))) {
                Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
            }
            entries.putAll(RootFileSystem.ofTar(tar).entries());
        }
        return entries;
    }
}
