package io.jenkins.containerbuild.fault;

import java.util.Optional;

/** A build setting, independent of the front end. Messages use the name that the setting has in the front end. */
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

    /** The command line option, which is also the setting's name in build records. */
    public String option() {
        return option;
    }

    /** The setting with this option; empty if there is none. */
    public static Optional<Setting> ofOption(String option) {
        for (Setting setting : values()) {
            if (setting.option.equals(option)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    /** The setting's name in the user's front end. */
    public String inWords() {
        return Vocabulary.inUse().setting(this);
    }

    /** The setting with a value, in the syntax of the user's front end. */
    public String inWords(String value) {
        return Vocabulary.inUse().setting(this, value);
    }
}
