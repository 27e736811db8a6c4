package io.jenkins.plugins.containerbuild.catalogue;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.BaseCheck;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * Checks base images in their registries, saves their states across restarts and notifies listeners of changes.
 * Thread-safe.
 */
@Extension
public final class BaseImages {
    private static final Logger LOGGER = Logger.getLogger(BaseImages.class.getName());
    private static final long CACHE_LIMIT = 64L << 20;
    /**
     * Time limit for a check: less than a minute, so that {@link BaseCheckWork} can start the checks of the next minute
     * on time.
     */
    private static final Duration CHECK = Duration.ofSeconds(50);

    private final BaseCheck.Pauses pauses = new BaseCheck.Pauses();
    private TreeMap<String, KeptState> states;

    public static BaseImages get() {
        return ExtensionList.lookupSingleton(BaseImages.class);
    }

    /**
     * The entry with which to check a base image of a job: the catalogue entry for the image, or a new entry without
     * credentials if there is none. If there are several, the entry that the Dockerfile names is preferred.
     */
    public static Catalogue.Entry entry(UsedBase use) {
        return entry(use.getRequested(), use.getReference());
    }

    /**
     * The entry with which to check an image, see {@link #entry(UsedBase)}.
     *
     * @param requested name of the base image in the Dockerfile
     * @param image {@code registry/repository:tag}
     */
    static Catalogue.Entry entry(String requested, String image) {
        List<Catalogue.Entry> here = ContainerBuildConfiguration.get().baseline().catalogue().entries().stream()
                .filter(entry -> UsedBase.image(entry).equals(image))
                .toList();
        return here.stream()
                .filter(entry -> entry.name().equals(requested))
                .findFirst()
                .or(() -> here.stream().findFirst())
                .orElseGet(() -> Catalogue.Entry.of(image, image, ""));
    }

    /**
     * The saved state of an entry; {@link State#UNKNOWN} if the entry was never checked. Sends no request.
     */
    public synchronized State state(Catalogue.Entry entry) {
        KeptState kept = states().get(key(entry));
        return kept == null ? State.UNKNOWN : kept.state();
    }

    /**
     * Checks an entry in its registry now, with one HEAD request. The manifest and the configuration are read only if
     * the digest is new. The check takes less than a minute; then listeners are notified of changes before this method
     * returns. If the registry does not respond, only the failure and the time of the check change in the state.
     *
     * @param entry a catalogue entry, or a new entry for a reference, see {@link Catalogue.Entry#of}
     */
    public BaseCheckResult check(Catalogue.Entry entry) {
        return check(List.of(entry)).get(0);
    }

    /** Checks several entries, some of them concurrently. */
    public List<BaseCheckResult> check(List<Catalogue.Entry> entries) {
        Map<String, State> known = new HashMap<>();
        entries.forEach(entry -> known.put(entry.name(), state(entry)));
        Map<String, State> found;
        Path folder = Jenkins.get().getRootDir().toPath().resolve("caches").resolve("container-build");
        try (RegistryClient client = new RegistryClient(EntryAccess.options(entries));
                CacheDirectory cache = CacheDirectory.open(folder, CACHE_LIMIT)) {
            found = new BaseCheck(client, cache, pauses, limits()).check(entries, known);
        }
        List<BaseCheckResult> results = keep(entries, found);
        results.forEach(BaseImages::notifyListeners);
        return results;
    }

    private static BaseCheck.Limits limits() {
        int minutes = ContainerBuildConfiguration.get().getBaseCheckMinutes();
        int period = minutes == 0 ? ContainerBuildConfiguration.DEFAULT_CHECK_MINUTES : minutes;
        return new BaseCheck.Limits(CHECK, Duration.ofMinutes(period));
    }

    /**
     * Saves the new states. Compares them with the states that are saved now, not with the states when the check began,
     * so that only one of two concurrent checks reports a change.
     */
    private synchronized List<BaseCheckResult> keep(List<Catalogue.Entry> entries, Map<String, State> found) {
        List<BaseCheckResult> results = new ArrayList<>();
        for (Catalogue.Entry entry : entries) {
            State now = found.get(entry.name());
            State before = state(entry);
            if (before.checked() == null || !now.checked().isBefore(before.checked())) {
                states().put(key(entry), new KeptState(now));
                results.add(new BaseCheckResult(entry, before, now));
            } else {
                results.add(new BaseCheckResult(entry, before, before));
            }
        }
        file().write(states());
        return results;
    }

    private static void notifyListeners(BaseCheckResult result) {
        result.news().ifPresent(news -> LOGGER.log(Level.WARNING, news));
        for (BaseCheckResult.Change change : result.changes()) {
            for (BaseImageListener listener : ExtensionList.lookup(BaseImageListener.class)) {
                try {
                    listener.onChanged(result.entry(), change.platform(), change.oldDigest(), change.newDigest());
                } catch (RuntimeException e) {
                    LOGGER.log(
                            Level.WARNING,
                            listener + " failed on " + result.entry().name(),
                            e);
                }
            }
        }
    }

    /** Removes the saved states of all entries except these. */
    synchronized void keepOnly(Collection<Catalogue.Entry> entries) {
        Set<String> wanted = entries.stream().map(BaseImages::key).collect(Collectors.toSet());
        if (states().keySet().retainAll(wanted)) {
            file().write(states());
        }
    }

    private TreeMap<String, KeptState> states() {
        if (states == null) {
            states = file().read().orElseGet(TreeMap::new);
        }
        return states;
    }

    private static XmlMapFile<KeptState> file() {
        return new XmlMapFile<>("bases");
    }

    /** Key of an entry's saved state: image and platform, but not the name, so that renaming keeps the state. */
    private static String key(Catalogue.Entry entry) {
        String image;
        try {
            image = ImageReference.parse(entry.pinned()).withDefaultTag().toString();
        } catch (IllegalArgumentException e) {
            image = entry.pinned();
        }
        return entry.platform().isEmpty() ? image : image + " " + entry.platform();
    }
}
