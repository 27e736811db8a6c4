package io.jenkins.containerbuild.dockerfile.syntax;

import io.jenkins.containerbuild.dockerfile.shell.Mistake;
import io.jenkins.containerbuild.fault.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The flags of one instruction, checked against the flags that the instruction accepts. */
public final class Flags {

    /** The type of a flag's value. */
    public enum Kind {
        /** {@code --link}, {@code --link=true} or {@code --link=false}. */
        BOOLEAN,
        TEXT,
        /** A text; the flag may be repeated. */
        TEXTS
    }

    private final Map<String, Kind> known;
    private final Map<String, List<String>> given = new LinkedHashMap<>();

    private Flags(Map<String, Kind> known) {
        this.known = known;
    }

    /** Reads the flags. Throws a {@link Mistake} if a flag is unknown, repeated, or has a missing or invalid value. */
    public static Flags read(SyntaxNode node, Map<String, Kind> known) {
        Flags flags = new Flags(known);
        for (String flag : node.flags()) {
            flags.add(flag, node.keyword());
        }
        return flags;
    }

    private void add(String flag, String keyword) {
        int equals = flag.indexOf('=');
        String name = flag.substring(2, equals < 0 ? flag.length() : equals);
        String value = equals < 0 ? null : flag.substring(equals + 1);
        Kind kind = known.get(name);
        if (kind == null) {
            throw new Mistake("unknown flag: --" + name + Suggestion.of(name, known.keySet()) + "; " + keyword
                    + (known.isEmpty()
                            ? " accepts no flags"
                            : " accepts --" + String.join(", --", new TreeMap<>(known).keySet())));
        }
        if (kind != Kind.TEXTS && given.containsKey(name)) {
            throw new Mistake("duplicate flag specified: --" + name + "; give it once");
        }
        given.computeIfAbsent(name, key -> new ArrayList<>())
                .add(kind == Kind.BOOLEAN ? truth(name, value) : required(name, value));
    }

    private static String truth(String name, String value) {
        if (value == null) {
            return "true";
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            throw new Mistake(
                    value.isEmpty()
                            ? "missing a value on flag: --" + name + "; use true or false"
                            : "expecting boolean value for flag --" + name + ", not: " + value + "; use true or false");
        }
        return lower;
    }

    private static String required(String name, String value) {
        if (value == null) {
            throw new Mistake("missing a value on flag: --" + name + "; use --" + name + "=VALUE");
        }
        return value;
    }

    /** The value of a flag, or "" if not set. */
    public String text(String name) {
        List<String> values = texts(name);
        return values.isEmpty() ? "" : values.get(0);
    }

    public List<String> texts(String name) {
        return given.getOrDefault(name, List.of());
    }

    public boolean isTrue(String name) {
        return text(name).equals("true");
    }
}
