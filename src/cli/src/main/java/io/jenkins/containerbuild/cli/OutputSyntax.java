package io.jenkins.containerbuild.cli;

import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.publish.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Parses {@code --output} in the syntax of {@code docker buildx build}. */
final class OutputSyntax {
    private OutputSyntax() {}

    /**
     * Parses one value of {@code --output}: comma-separated {@code key=value} fields with CSV quoting.
     *
     * @throws IllegalArgumentException if the value is invalid or not supported yet
     */
    static Output read(String value) {
        Map<String, String> fields = fields(value);
        String type = fields.remove("type");
        if (type == null || type.isEmpty()) {
            throw new IllegalArgumentException(
                    "--output " + value + " has no type; use type=oci,dest=FILE or type=registry");
        }
        String destination = fields.remove("dest");
        List<ImageReference> names = names(fields.remove("name"));
        Output output =
                switch (type) {
                    case "oci", "docker" -> local(type, destination, fields.remove("tar"), names);
                    case "registry" -> registry(type, destination, fields.remove("push"), "true", names);
                    case "image" -> registry(type, destination, fields.remove("push"), "false", names);
                    case "local", "tar", "cacheonly" ->
                        throw new IllegalArgumentException(
                                "--output type=" + type + " is not supported yet; use oci, docker or registry");
                    default ->
                        throw new IllegalArgumentException(
                                "--output type=" + type + " is not known; use oci, docker or registry");
                };
        if (!fields.isEmpty()) {
            throw new IllegalArgumentException("--output " + value + ": "
                    + fields.keySet().iterator().next() + " is not supported yet; use type, dest, tar, name and push");
        }
        return output;
    }

    private static Map<String, String> fields(String value) {
        List<String> fields = CsvFields.split(value);
        if (fields.size() == 1 && !value.startsWith("type=") && fields.get(0).equals(value)) {
            throw new IllegalArgumentException("--output " + value
                    + " asks for a plain root file system, which is not supported yet; use type=oci,dest=FILE");
        }
        return CsvFields.pairs(value);
    }

    private static Output local(String type, String destination, String tar, List<ImageReference> names) {
        if (tar != null && !bool("tar", tar)) {
            if (type.equals("docker")) {
                throw new IllegalArgumentException("--output type=docker,tar=false is not supported yet; use type=oci");
            }
            if (destination == null || destination.equals(Output.STDOUT)) {
                throw new IllegalArgumentException("--output type=oci,tar=false needs a directory; add dest=DIR");
            }
            return new Output.Directory(Path.of(destination), names);
        }
        if (type.equals("docker")) {
            return destination == null
                    ? new Output.Engine(names)
                    : new Output.Archive(Output.Format.DOCKER, destination, names);
        }
        return new Output.Archive(Output.Format.OCI, destination == null ? Output.STDOUT : destination, names);
    }

    private static Output registry(
            String type, String destination, String push, String pushByDefault, List<ImageReference> names) {
        if (destination != null) {
            throw new IllegalArgumentException("--output type=" + type + " does not take dest; use name=REF or -t");
        }
        if (!bool("push", push == null ? pushByDefault : push)) {
            throw new IllegalArgumentException("--output type=" + type
                    + " needs push=true, because there is no local image store; or use type=oci,dest=FILE");
        }
        return new Output.Registry(names);
    }

    private static boolean bool(String key, String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                throw new IllegalArgumentException(
                        "--output: " + key + " must be true or false (was \"" + value + "\")");
        };
    }

    private static List<ImageReference> names(String joined) {
        List<ImageReference> result = new ArrayList<>();
        if (joined != null) {
            for (String name : joined.split(",")) {
                result.add(ImageReference.parse(name.strip()));
            }
        }
        return List.copyOf(result);
    }
}
