package io.jenkins.containerbuild.policy;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Suggestion;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.Platform;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a catalogue and a policy from the YAML members {@code bases} and {@code policy}, which have the same form as
 * under {@code containerBuild} in Jenkins' configuration as code.
 */
public final class CatalogueFile {
    /** Maximum size of the file in bytes, enough for several thousand entries. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int DEEPEST = 20;
    private static final int MOST_ALIASES = 50;

    private static final List<String> KEYS = List.of("bases", "policy");
    private static final List<String> ENTRY_KEYS = List.of(
            "name",
            "reference",
            "platform",
            "owner",
            "description",
            "digest",
            "credentialsId",
            "alternatives",
            "deprecated",
            "replacedBy");

    private CatalogueFile() {}

    /** Reads a file; throws an {@link InputException} with {@code FILE:LINE: message} if the content is invalid. */
    public static Baseline read(Path file) {
        String name = file.toString();
        Map<String, YamlNode> members = new YamlNode(name, root(file), "a catalogue").members(KEYS);
        List<Catalogue.Entry> entries = members.containsKey("bases") ? entries(members.get("bases")) : List.of();
        Policy policy = members.containsKey("policy") ? PolicyYaml.read(members.get("policy")) : Policy.NONE;
        return new Baseline(new Catalogue(entries), policy, "");
    }

    private static Node root(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setAllowRecursiveKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text(file)));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw InputException.at(file.toString(), line, "invalid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new InputException(file + ": invalid YAML for a catalogue: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InputException(file + " has " + Files.size(file) + " bytes; a catalogue has at most "
                        + MOST_BYTES + ". Name the right file with " + Setting.CATALOGUE.inWords());
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    file + " does not exist; name the catalogue with " + Setting.CATALOGUE.inWords(), e);
        } catch (CharacterCodingException e) {
            throw new InputException(file + " is not in UTF-8; save it as UTF-8", e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Catalogue.Entry> entries(YamlNode list) {
        List<Catalogue.Entry> entries = new ArrayList<>();
        Map<String, Map<String, YamlNode>> byName = new HashMap<>();
        for (YamlNode element : list.elements()) {
            Map<String, YamlNode> members = element.members(ENTRY_KEYS);
            Catalogue.Entry entry = entry(element, members);
            if (byName.put(entry.name(), members) != null) {
                throw members.get("name")
                        .wrong("bases has " + entry.name() + " twice; give each entry a name of its own");
            }
            entries.add(entry);
        }
        List<String> names = entries.stream().map(Catalogue.Entry::name).toList();
        byName.values().forEach(members -> checkNames(members, names));
        return List.copyOf(entries);
    }

    private static Catalogue.Entry entry(YamlNode element, Map<String, YamlNode> members) {
        for (String needed : List.of("name", "reference")) {
            if (!members.containsKey(needed) || members.get(needed).text().isEmpty()) {
                throw element.wrong("an entry of bases has no " + needed);
            }
        }
        return new Catalogue.Entry(
                form(members, "name", CatalogueFile::name),
                form(members, "reference", text -> written(text, ImageReference::parse)),
                form(members, "platform", text -> written(text, Platform::parse)),
                form(members, "owner", text -> text),
                form(members, "description", text -> text),
                form(members, "digest", text -> written(text, Digest::parse)),
                form(members, "credentialsId", text -> text),
                members.containsKey("alternatives")
                        ? members.get("alternatives").texts()
                        : List.of(),
                new Catalogue.Retirement(
                        form(members, "deprecated", CatalogueFile::yesOrNo).equals("true"),
                        form(members, "replacedBy", text -> text)));
    }

    private static String form(Map<String, YamlNode> members, String key, Function<String, String> reader) {
        YamlNode member = members.get(key);
        return member == null || member.text().isEmpty() ? "" : member.read(reader);
    }

    private static String written(String text, Function<String, ?> reader) {
        reader.apply(text);
        return text;
    }

    private static String name(String text) {
        ImageReference reference = ImageReference.parse(text);
        if (reference.hasTag() || reference.hasDigest()) {
            throw new IllegalArgumentException("\"" + text + "\" has a tag; use a name such as java-17");
        }
        return text;
    }

    private static String yesOrNo(String text) {
        return switch (text) {
            case "true", "yes", "on" -> "true";
            case "false", "no", "off" -> "false";
            default ->
                throw new IllegalArgumentException("\"" + YamlNode.shortened(text) + "\" is neither true nor false");
        };
    }

    private static void checkNames(Map<String, YamlNode> members, List<String> names) {
        List<YamlNode> uses = new ArrayList<>();
        if (members.containsKey("alternatives")) {
            uses.addAll(members.get("alternatives").elements());
        }
        if (members.containsKey("replacedBy") && !members.get("replacedBy").isNothing()) {
            uses.add(members.get("replacedBy"));
        }
        for (YamlNode use : uses) {
            if (!names.contains(use.text())) {
                throw use.wrong(use.name() + " is \"" + YamlNode.shortened(use.text())
                        + "\", which is not an entry of bases" + Suggestion.of(use.text(), names));
            }
        }
    }
}
