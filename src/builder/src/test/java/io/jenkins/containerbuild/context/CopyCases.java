package io.jenkins.containerbuild.context;

import io.jenkins.containerbuild.file.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cases in copies.txt; the file describes its format. */
final class CopyCases {

    /** @param expected the contents of /o, or "error" and a part of the message; null if the case has no arrow yet */
    record Case(World world, String sources, String expected, boolean byEngine) {

        boolean fails() {
            return expected.startsWith("error");
        }

        CopySource source() {
            List<String> excludes = new ArrayList<>();
            List<String> names = new ArrayList<>();
            boolean parents = false;
            for (String word : sources.split(" ")) {
                if (word.startsWith("--exclude=")) {
                    excludes.add(word.substring("--exclude=".length()));
                } else if (word.equals("--parents")) {
                    parents = true;
                } else {
                    names.add(decode(word));
                }
            }
            return new CopySource(7, names, excludes, parents);
        }

        /** As the line of a Dockerfile: JSON, so that blanks do no harm; a backslash is doubled since variables are expanded. */
        String instruction() {
            StringBuilder json = new StringBuilder("COPY [");
            for (String name : source().sources()) {
                json.append('"').append(name.replace("\\", "\\\\\\\\")).append("\", ");
            }
            return json.append("\"/o/\"]").toString();
        }
    }

    /** A context on disk and what is copied from it. */
    record World(String name, List<String> tree, List<String> ignore, List<Case> cases) {

        Path create(Path context) throws IOException {
            for (String entry : tree) {
                String[] link = entry.split("=>");
                Path path = RawPaths.resolve(context, decode(link[0]));
                boolean directory = link.length == 1 && entry.endsWith("/");
                Files.createDirectories(directory ? path : path.getParent());
                if (link.length == 2) {
                    Files.createSymbolicLink(path, RawPaths.resolve(Path.of(""), decode(link[1])));
                } else if (!directory) {
                    Files.writeString(path, entry);
                }
            }
            if (!ignore.isEmpty()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (String line : ignore) {
                    bytes.writeBytes(PathBytes.encode(line.contains("%EF%BB%BF") ? decode(line) : line));
                    bytes.write('\n');
                }
                Files.write(context.resolve(".dockerignore"), bytes.toByteArray());
            }
            return context;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<World> read() throws IOException {
        List<World> worlds = new ArrayList<>();
        byte[] text = CopyCases.class.getResourceAsStream("copies.txt").readAllBytes();
        for (String line : new String(text, StandardCharsets.UTF_8).split("\n")) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("world ")) {
                worlds.add(new World(rest, new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                addTo(worlds.get(worlds.size() - 1), line, rest);
            }
        }
        return worlds;
    }

    private static void addTo(World world, String line, String rest) {
        switch (line.substring(0, line.indexOf(' '))) {
            case "tree" -> world.tree().addAll(List.of(rest.split(" ")));
            case "ignore" -> world.ignore().add(rest);
            case "copy", "rule" -> {
                int arrow = rest.indexOf(" ->");
                String sources = arrow < 0 ? rest : rest.substring(0, arrow);
                String expected = arrow < 0 ? null : rest.substring(arrow + 3).trim();
                world.cases().add(new Case(world, sources, expected, line.startsWith("copy")));
            }
            default -> throw new IllegalArgumentException(line);
        }
    }

    /** The name with its percent escapes resolved. */
    static String decode(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); ) {
            if (name.charAt(i) == '%') {
                bytes.write(Integer.parseInt(name.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                int point = name.codePointAt(i);
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(point);
            }
        }
        return PathBytes.decode(bytes.toByteArray(), 0, bytes.size());
    }

    /** The opposite, for blanks and tabs. */
    static String encode(String name) {
        return name.replace("%", "%25").replace(" ", "%20").replace("\t", "%09");
    }

    private CopyCases() {}
}
