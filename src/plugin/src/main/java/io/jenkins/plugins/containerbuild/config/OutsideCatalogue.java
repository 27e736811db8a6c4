package io.jenkins.plugins.containerbuild.config;

import io.jenkins.containerbuild.base.Catalogue;

/** What happens to a {@code FROM} that is not in the catalogue; in lower case, as configuration as code has it. */
public enum OutsideCatalogue {
    allow("Allow"),
    warn("Warn in the build log"),
    refuse("Refuse: the step fails");

    private final String displayName;

    OutsideCatalogue(String displayName) {
        this.displayName = displayName;
    }

    public String getDisplayName() {
        return displayName;
    }

    Catalogue.Outside verdict() {
        return Catalogue.Outside.valueOf(name().toUpperCase(java.util.Locale.ROOT));
    }
}
