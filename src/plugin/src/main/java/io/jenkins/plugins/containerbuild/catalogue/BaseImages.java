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
 * Current states of base images in their registries. Checks them, saves the states across restarts and notifies
 * listeners of changes. Thread-safe.
 */
@Extension
public final class BaseImages {
    private static final Logger LOGGER = Logger.getLogger(BaseImages.class.getName());
    private static final long CACHE_LIMIT = 64L << 20;
    /**
     * Time limit for a check: below a minute, so that {@link BaseCheckWork} is ready for the base images of the next
     * minute.
     */
    private static final Duration CHECK = Duration.ofSeconds(50);

    private final BaseCheck.Pauses pauses = new BaseCheck.Pauses();
    private TreeMap<String, KeptState> states;

    public static BaseImages get() {
        return ExtensionList.lookupSingleton(BaseImages.class);
    }

    /**
     * The entry to check for a base that a job uses: the catalogue's entry with its name or image; otherwise an entry
     * for the image itself, without credentials.
     */
    public static Catalogue.Entry entry(UsedBase use) {
        return entry(use.getRequested(), use.getReference());
    }

    /**
     * The entry to check for an image.
     *
     * @param requested name in the Dockerfile
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
     * The saved state of an entry, without a request to its registry; {@link State#UNKNOWN} if it was never checked.
     */
    public synchronized State state(Catalogue.Entry entry) {
        KeptState kept = states().get(key(entry));
        return kept == null ? State.UNKNOWN : kept.state();
    }

    /**
     * Checks an entry in its registry now, with one HEAD request. The manifest and the configuration are read only if
     * the digest is new. Notifies listeners of changes before it returns, which takes at most a minute. If the registry
     * does not respond, only {@link State#failure()} changes.
     *
     * @param entry of the catalogue, or a new one for a reference, see {@link Catalogue.Entry#of}
     */
    public BaseCheckResult check(Catalogue.Entry entry) {
        return check(List.of(entry)).get(0);
    }

    /** Checks several entries, a few of them at the same time. */
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
     * Saves the states that were found. Compares them with the saved states at this moment, so that only one of two
     * concurrent checks reports a change.
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

    /** Removes the states of all other entries. */
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

    /** Key of the saved state: the image and platform of the entry, independent of its name. */
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
