package io.jenkins.containerbuild.dockerfile;

import io.jenkins.containerbuild.dockerfile.syntax.Dockerfile;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.image.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The author, configuration and history of a Dockerfile's target, as far as they do not depend on files. */
final class TargetImage {
    private static final Platform PLATFORM = Platform.parse("linux/amd64");

    private final Map<Integer, ConfigState> states = new HashMap<>();
    private final Map<Integer, List<JsonObject>> histories = new HashMap<>();

    private TargetImage() {}

    static JsonObject of(GoldenFolder golden) {
        Stages stages =
                Stages.read(Dockerfile.parse("Dockerfile", golden.dockerfile()), options(golden.lines("options")));
        return new TargetImage().build(stages.evaluate(source -> null).stages());
    }

    private static StageOptions options(List<String> words) {
        String target = "";
        Map<String, String> arguments = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            String value = words.get(i + 1);
            if (words.get(i).equals("--target")) {
                target = value;
            } else {
                arguments.put(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
            }
        }
        return new StageOptions(target, PLATFORM, arguments, List.of());
    }

    private JsonObject build(List<Stage> stages) {
        stages.forEach(this::build);
        int target = stages.get(stages.size() - 1).index();
        JsonObject image =
                states.get(target).toImage("", histories.get(target), List.of()).json();
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String member : List.of("author", "config", "history")) {
            if (image.has(member) && !image.members().get(member).equals(List.of())) {
                shown.put(member, image.members().get(member));
            }
        }
        return new JsonObject(shown);
    }

    private void build(Stage stage) {
        boolean child = stage.baseStage() >= 0;
        ConfigState state = child ? states.get(stage.baseStage()).child() : ConfigState.scratch(PLATFORM);
        List<JsonObject> history = child ? new ArrayList<>(histories.get(stage.baseStage())) : new ArrayList<>();
        for (Instruction instruction : stage.instructions()) {
            instruction.applyTo(state).map(TargetImage::entry).ifPresent(history::add);
        }
        states.put(stage.index(), state);
        histories.put(stage.index(), history);
    }

    private static JsonObject entry(History entry) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("created_by", entry.createdBy());
        members.put("comment", History.COMMENT);
        if (entry.emptyLayer()) {
            members.put("empty_layer", true);
        }
        return new JsonObject(members);
    }
}
