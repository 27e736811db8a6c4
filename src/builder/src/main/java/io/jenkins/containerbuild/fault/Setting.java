package io.jenkins.containerbuild.fault;

import java.util.Optional;

/** What a user may say of a build, wherever he says it. Messages name it in the words of his front end. */
public enum Setting {
    ANNOTATION("--annotation"),
    BUILD_ARGUMENT("--build-arg"),
    BUILD_CONTEXT("--build-context"),
    BUILDER("--builder"),
    CACHE_DIRECTORY("--cache-dir"),
    CACHE_FROM("--cache-from"),
    CACHE_TO("--cache-to"),
    CATALOGUE("--catalogue"),
    COMPRESSION("--compression"),
    DOCKERFILE("-f"),
    LABEL("--label"),
    LAYER_SPLIT("--layer-split"),
    MAX_AGE("--max-age"),
    NO_CACHE("--no-cache"),
    PLATFORM("--platform"),
    SECRET("--secret"),
    TARGET("--target");

    private final String option;

    Setting(String option) {
        this.option = option;
    }

    /** How the command line spells it; records of builds know it by that name, too. */
    public String option() {
        return option;
    }

    /** The setting with that option; empty where there is none. */
    public static Optional<Setting> ofOption(String option) {
        for (Setting setting : values()) {
            if (setting.option.equals(option)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** What the user calls it. */
    public String inWords() {
        return Vocabulary.inUse().setting(this);
    }

    /** What the user writes to give it a value. */
    public String inWords(String value) {
        return Vocabulary.inUse().setting(this, value);
    }
}
