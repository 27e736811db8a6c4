package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.dockerfile.syntax.CsvFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of {@code docker buildx build} and the environment that it runs in. No word tells a secret: its value stays in its file, or goes
 * by a variable.
 */
final class BuildxCommand {
    private static final String SECRET = "CONTAINER_BUILD_SECRET_";

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment;

    /** @param environment of the user, where DOCKER_CONFIG and DOCKER_HOST may stand */
    BuildxCommand(Map<String, String> environment) {
        this.environment = new LinkedHashMap<>(environment);
    }

    /**
     * @param dockerfile where the prepared one stands
     * @param metadata where buildx shall write what it made
     */
    BuildxCommand build(BuildPlan plan, BuildxInput input, Path dockerfile, Path metadata) {
        words.addAll(List.of("buildx", "build", "--progress=rawjson"));
        add("--file", dockerfile.toString());
        add("--metadata-file", metadata.toString());
        // Attestations would make an index of the image, which the other builders do not.
        words.add("--provenance=false");
        if (!input.builder().isEmpty()) {
            add("--builder", input.builder());
        }
        addWhatDecides(plan, input);
        input.engine().tags().forEach(tag -> add("--tag", tag));
        input.outputs().forEach(output -> add("--output", output));
        words.add(input.context().toAbsolutePath().toString());
        return this;
    }

    private void addWhatDecides(BuildPlan plan, BuildxInput input) {
        EngineInput engine = input.engine();
        add("--platform", plan.platform().toString());
        if (!engine.target().isEmpty()) {
            add("--target", engine.target());
        }
        engine.buildArguments().forEach((name, value) -> add("--build-arg", name + "=" + value));
        plan.labels().forEach((name, value) -> add("--label", name + "=" + value));
        plan.annotations().forEach((name, value) -> add("--annotation", name + "=" + value));
        input.contexts().forEach((name, place) -> add("--build-context", name + "=" + place));
        engine.secrets().forEach(this::addSecret);
        plan.options().caches().from().forEach(place -> add("--cache-from", place.text()));
        plan.options().caches().to().forEach(place -> add("--cache-to", place.text()));
        if (!plan.options().useCache()) {
            words.add("--no-cache");
        }
    }

    private void addSecret(String id, SecretSource source) {
        List<String> fields = new ArrayList<>(List.of("id=" + id));
        if (source instanceof SecretSource.InFile file) {
            fields.add("src=" + file.file().toAbsolutePath());
        } else {
            String variable = SECRET + environment.size();
            environment.put(variable, new String(source.read(), java.nio.charset.StandardCharsets.UTF_8));
            fields.add("env=" + variable);
        }
        add("--secret", CsvFields.join(fields));
    }

    private void add(String option, String value) {
        words.add(option);
        words.add(value);
    }

    List<String> words() {
        return words;
    }

    Map<String, String> environment() {
        return environment;
    }
}
