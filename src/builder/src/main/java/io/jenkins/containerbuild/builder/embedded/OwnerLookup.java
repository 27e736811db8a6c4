package io.jenkins.containerbuild.builder.embedded;

import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Resolves {@code user[:group]} of {@code --chown} and USER to numeric ids, as BuildKit does. Numbers are used as
 * given; a numeric user without a group also sets the group. Names are looked up in the image's /etc/passwd and
 * /etc/group. An unknown user becomes root; for an unknown group, the user's group is used.
 */
final class OwnerLookup {
    private static final long LARGEST_FILE = 10 << 20;

    private final FileTree tree;
    private final Consumer<String> warnings;

    OwnerLookup(FileTree tree, Consumer<String> warnings) {
        this.tree = tree;
        this.warnings = warnings;
    }

    Owner find(String text) {
        int colon = text.indexOf(':');
        Owner owner = user(colon < 0 ? text : text.substring(0, colon));
        return colon < 0 ? owner : new Owner(owner.uid(), group(text.substring(colon + 1), owner.gid()));
    }

    private Owner user(String name) {
        OptionalLong number = number(name);
        if (number.isPresent()) {
            return new Owner(number.getAsLong(), number.getAsLong());
        }
        String[] entry = entry("etc/passwd", name);
        return entry == null ? Owner.ROOT : new Owner(id(entry, 2), id(entry, 3));
    }

    private long group(String name, long otherwise) {
        OptionalLong number = number(name);
        if (number.isPresent()) {
            return number.getAsLong();
        }
        String[] entry = entry("etc/group", name);
        return entry == null ? otherwise : id(entry, 2);
    }

    private static OptionalLong number(String text) {
        if (text.isEmpty() || text.equals("root")) {
            return OptionalLong.of(0);
        }
        try {
            int number = Integer.parseInt(text);
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static long id(String[] entry, int field) {
        try {
            return field < entry.length ? Long.parseLong(entry[field]) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private String[] entry(String file, String name) {
        if (tree == EmptyTree.SCRATCH) {
            throw new StepException("the owner \"" + name
                    + "\" cannot be looked up in an image without files; use a number, such as 1000:1000");
        }
        FileNode node = tree.find(OverlayTree.resolve(tree, file)).orElse(null);
        if (node != null && !node.isFile()) {
            throw new StepException("the owner \"" + name + "\" cannot be looked up: /" + file
                    + " of the image is not a regular file; use a number, such as 1000:1000");
        }
        String[] entry = node == null ? null : read(node, name);
        if (entry == null) {
            warnings.accept("/" + file + " of the image has no \"" + name + "\"; like BuildKit, this build uses "
                    + (file.endsWith("passwd") ? "root" : "the user's group")
                    + ". Use a number, such as 1000:1000");
        }
        return entry;
    }

    private static String[] read(FileNode file, String name) {
        if (file.size() > LARGEST_FILE) {
            throw new StepException("/" + file.path() + " of the image has " + file.size() + " bytes, more than "
                    + LARGEST_FILE + "; use a number as the owner, such as 1000:1000");
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.content().open(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.strip().split(":", -1);
                if (fields[0].equals(name)) {
                    return fields;
                }
            }
            return null;
        } catch (IOException e) {
            throw new StepException("/" + file.path() + " of the image cannot be read: " + e.getMessage(), e);
        }
    }
}
