package io.jenkins.containerbuild.cache;

import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.Setting;
import java.nio.file.Path;
import java.util.Map;

/** The default location of a user's cache. */
public final class CacheLocation {
    private CacheLocation() {}

    /**
     * {@code $XDG_CACHE_HOME/container-build}, or {@code ~/.cache/container-build}.
     *
     * @throws InputException if the user has no home directory, for example in a container whose user has no name
     */
    public static Path ofUser(Map<String, String> environment) {
        return ofUser(environment, System.getProperty("user.home"));
    }

    /** @param userHome the home directory in the user database; {@code ?} if the user is not in it */
    static Path ofUser(Map<String, String> environment, String userHome) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!caches.isEmpty()) {
            return Path.of(caches, "container-build");
        }
        String home = environment.getOrDefault("HOME", userHome);
        if (home.equals("?")) {
            throw new InputException(
                    "cache directory: cannot be determined: the user has no home directory. Set HOME, or set a"
                            + " directory (" + Setting.CACHE_DIRECTORY.inWords() + ")");
        }
        return Path.of(home, ".cache", "container-build");
    }
}
