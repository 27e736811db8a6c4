package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.shell.Expansion;
import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the value of {@code RUN --mount}: options separated by commas, each optionally in double quotes. */
final class MountOptions {
    private static final Set<String> TYPES = Set.of("bind", "cache", "tmpfs", "secret", "ssh");
    private static final Set<String> SHARING = Set.of("shared", "private", "locked");
    private static final Set<String> NAMES = Set.of(
            "type",
            "from",
            "source",
            "src",
            "target",
            "dst",
            "destination",
            "readonly",
            "ro",
            "readwrite",
            "rw",
            "id",
            "sharing",
            "required",
            "size",
            "mode",
            "uid",
            "gid",
            "env");
    private static final Set<String> SWITCHES = Set.of("readonly", "ro", "readwrite", "rw", "required");

    private final Map<String, String> options = new LinkedHashMap<>();

    private MountOptions() {}

    /** The value of {@code from}, or "" if not set. No other option is read before the stage is evaluated. */
    static String from(String value) {
        String from = "";
        for (String field : fields(value)) {
            if (field.toLowerCase(Locale.ROOT).startsWith("from=")) {
                from = field.substring("from=".length());
                int dollar = from.indexOf('$');
                if (dollar >= 0 && dollar != from.length() - 1) {
                    throw new Mistake("'from' doesn't support variable expansion: " + field
                            + "; define a stage with FROM and the variable, and use the name of that stage");
                }
            }
        }
        return from;
    }

    static Mount read(String value, Expansion expansion) {
        MountOptions mount = new MountOptions();
        for (String field : fields(value)) {
            mount.add(field, expansion);
        }
        if (expansion.isReal()) {
            mount.check(value);
        }
        return new Mount(
                mount.type(),
                mount.option("from"),
                mount.option("source", "src"),
                mount.option("target", "dst", "destination"),
                Collections.unmodifiableMap(mount.options));
    }

    private static List<String> fields(String value) {
        if (value.isEmpty()) {
            throw new Mistake("--mount= must not be empty; use for example --mount=type=cache,target=/cache");
        }
        try {
            return CsvFields.split(value);
        } catch (IllegalArgumentException wrongQuotes) {
            throw new Mistake("--mount: " + wrongQuotes.getMessage());
        }
    }

    private void add(String field, Expansion expansion) {
        int equals = field.indexOf('=');
        String name = (equals < 0 ? field : field.substring(0, equals)).toLowerCase(Locale.ROOT);
        String text = equals < 0 ? "true" : expansion.word(field.substring(equals + 1));
        if (expansion.isReal() && equals < 0 && !SWITCHES.contains(name)) {
            throw new Mistake("invalid field '" + field + "' must be a key=value pair");
        }
        if (expansion.isReal() && !NAMES.contains(name)) {
            throw new Mistake("unexpected key '" + name + "' in '" + field + "'" + Suggestion.of(name, NAMES));
        }
        options.put(name, text);
    }

    private String type() {
        return options.getOrDefault("type", "bind").toLowerCase(Locale.ROOT);
    }

    private String option(String... names) {
        String result = "";
        for (String name : names) {
            result = options.getOrDefault(name, result);
        }
        return result;
    }

    private void check(String value) {
        String type = type();
        if (!TYPES.contains(type)) {
            throw new Mistake("unsupported mount type \"" + options.get("type") + "\"" + Suggestion.of(type, TYPES)
                    + "; use bind, cache, tmpfs, secret or ssh");
        }
        for (String name : List.of("readonly", "ro", "readwrite", "rw", "required")) {
            checkBoolean(name);
        }
        for (String name : List.of("uid", "gid", "mode")) {
            checkNumber(name, type);
        }
        checkAllowed("required", type, Set.of("secret", "ssh"));
        checkAllowed("size", type, Set.of("tmpfs"));
        checkSharing(type);
        if (type.equals("secret")) {
            checkSecret(value);
        }
    }

    private void checkBoolean(String name) {
        String text = options.getOrDefault(name, "true");
        if (!text.matches("1|t|T|TRUE|true|True|0|f|F|FALSE|false|False")) {
            throw new Mistake("invalid value for " + name + ": " + text + "; use true or false");
        }
    }

    private void checkNumber(String name, String type) {
        String text = options.get(name);
        if (text == null) {
            return;
        }
        if (!text.matches(name.equals("mode") ? "[0-7]{1,11}" : "[0-9]{1,10}")) {
            throw new Mistake("invalid value " + text + " for " + name);
        }
        if (!Set.of("secret", "ssh", "cache").contains(type)) {
            throw new Mistake(name + " not allowed for \"" + type + "\" type mounts");
        }
    }

    private void checkAllowed(String name, String type, Set<String> types) {
        if (options.containsKey(name) && !types.contains(type)) {
            throw new Mistake("unexpected key '" + name + "' for mount type '" + type + "'");
        }
    }

    private void checkSharing(String type) {
        String sharing = options.getOrDefault("sharing", "").toLowerCase(Locale.ROOT);
        if (options.containsKey("sharing") && !SHARING.contains(sharing)) {
            throw new Mistake("unsupported sharing value \"" + options.get("sharing") + "\""
                    + Suggestion.of(sharing, SHARING) + "; use shared, private or locked");
        }
        if (!sharing.isEmpty() && !type.equals("cache") && !type.equals("secret")) {
            throw new Mistake("invalid cache sharing set for " + type + " mount; use sharing with type=cache only");
        }
    }

    private void checkSecret(String value) {
        String source = option("source", "src");
        String id = option("id");
        if (!option("from").isEmpty()) {
            throw new Mistake("secret mount should not have a from: " + value);
        }
        if (options.containsKey("sharing")) {
            throw new Mistake("secret mount should not define sharing: " + value);
        }
        if (source.isEmpty()
                && id.isEmpty()
                && option("target", "dst", "destination").isEmpty()) {
            throw new Mistake("invalid secret mount: one of source, target required: " + value);
        }
        if (!source.isEmpty() && !id.isEmpty()) {
            throw new Mistake("both source and id can't be set: " + value);
        }
    }
}
