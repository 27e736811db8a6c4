package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.builder.engine.SecretSource;
import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses {@code --secret id=X[,src=FILE|,env=NAME][,type=file|env]} in the syntax of buildx. Determines the source of
 * each secret but does not read the secret itself.
 */
final class Secrets {
    private Secrets() {}

    static Map<String, SecretSource> of(Arguments arguments, Map<String, String> environment) {
        Map<String, SecretSource> secrets = new LinkedHashMap<>();
        for (String text : arguments.values("--secret")) {
            Map<String, String> fields = fields(text);
            String id = fields.getOrDefault("id", "");
            if (id.isEmpty()) {
                throw new UsageException("--secret " + text + " has no id; write id=NAME,src=FILE");
            }
            secrets.put(id, source(id, fields, environment));
        }
        return secrets;
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : split(text)) {
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String name =
                    switch (key) {
                        case "id", "env", "type" -> key;
                        case "src", "source" -> "src";
                        default ->
                            throw new UsageException(
                                    "--secret " + text + ": \"" + key + "\" is not known; use id, src, env or type");
                    };
            if (equals < 0) {
                throw new UsageException("--secret " + text + ": \"" + field + "\" is not key=value");
            }
            fields.put(name, field.substring(equals + 1));
        }
        String type = fields.getOrDefault("type", "file");
        if (!type.equals("file") && !type.equals("env")) {
            throw new UsageException("--secret " + text + ": type \"" + type + "\" is not known; use file or env");
        }
        return fields;
    }

    private static List<String> split(String text) {
        try {
            return CsvFields.split(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--secret: " + e.getMessage());
        }
    }

    /**
     * The source of a secret. If neither a file nor a variable is given, the source is the environment variable that
     * has the id as its name or, if there is no such variable, the file that has the id as its path.
     */
    private static SecretSource source(String id, Map<String, String> fields, Map<String, String> environment) {
        String type = fields.getOrDefault("type", "");
        if (fields.containsKey("env")) {
            return new SecretSource.InVariable(fields.get("env"), environment);
        }
        if (type.equals("env")) {
            return new SecretSource.InVariable(fields.getOrDefault("src", id), environment);
        }
        if (!fields.containsKey("src") && type.isEmpty() && environment.containsKey(id)) {
            return new SecretSource.InVariable(id, environment);
        }
        Path file = Options.read("--secret", fields.getOrDefault("src", id), Path::of);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("--secret id=" + id + ": there is no file " + file
                    + "; name the source of the value with src=FILE or env=NAME");
        }
        return new SecretSource.InFile(file);
    }
}
