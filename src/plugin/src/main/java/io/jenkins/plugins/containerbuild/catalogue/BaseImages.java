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

/** Base images as registries have them: asks, remembers over restarts, tells listeners of changes. Safe for several threads. */
@Extension
public final class BaseImages {
    private static final Logger LOGGER = Logger.getLogger(BaseImages.class.getName());
    private static final long CACHE_LIMIT = 64L << 20;
    /** Below a minute, so that {@link BaseCheckWork} is never late for the bases of the next minute. */
    private static final Duration CHECK = Duration.ofSeconds(50);

    private final BaseCheck.Pauses pauses = new BaseCheck.Pauses();
    private TreeMap<String, KeptState> states;

    public static BaseImages get() {
        return ExtensionList.lookupSingleton(BaseImages.class);
    }

    /** What to look at for a base that is used: the catalogue's entry, by its name or its place, else the image itself, without credentials. */
    public static Catalogue.Entry entry(UsedBase use) {
        return entry(use.getRequested(), use.getReference());
    }

    /**
     * The same.
     *
     * @param requested as the Dockerfile names it
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

    /** What is known of an entry, which costs nothing; {@link State#UNKNOWN} where nothing is. */
    public synchronized State state(Catalogue.Entry entry) {
        KeptState kept = states().get(key(entry));
        return kept == null ? State.UNKNOWN : kept.state();
    }

    /**
     * Asks the entry's registry now, by one HEAD; only of a digest that is new, manifest and configuration are read. Listeners hear of changes
     * before this returns, within a minute. A registry that does not answer changes nothing but {@link State#failure()}.
     *
     * @param entry of the catalogue, or any other: {@link Catalogue.Entry#of} makes one of a reference
     */
    public BaseLook check(Catalogue.Entry entry) {
        return check(List.of(entry)).get(0);
    }

    /** The same for several, a few at once. */
    public List<BaseLook> check(List<Catalogue.Entry> entries) {
        Map<String, State> known = new HashMap<>();
        entries.forEach(entry -> known.put(entry.name(), state(entry)));
        Map<String, State> found;
        Path folder = Jenkins.get().getRootDir().toPath().resolve("caches").resolve("container-build");
        try (RegistryClient client = new RegistryClient(EntryAccess.options(entries));
                CacheDirectory cache = CacheDirectory.open(folder, CACHE_LIMIT)) {
            found = new BaseCheck(client, cache, pauses, limits()).check(entries, known);
        }
        List<BaseLook> looks = keep(entries, found);
        looks.forEach(BaseImages::tell);
        return looks;
    }

    private static BaseCheck.Limits limits() {
        int minutes = ContainerBuildConfiguration.get().getBaseCheckMinutes();
        int period = minutes == 0 ? ContainerBuildConfiguration.DEFAULT_CHECK_MINUTES : minutes;
        return new BaseCheck.Limits(CHECK, Duration.ofMinutes(period));
    }

    /** Compares with what is known by then, so that of two looks at once only one sees the change. */
    private synchronized List<BaseLook> keep(List<Catalogue.Entry> entries, Map<String, State> found) {
        List<BaseLook> looks = new ArrayList<>();
        for (Catalogue.Entry entry : entries) {
            State now = found.get(entry.name());
            State before = state(entry);
            if (before.checked() == null || !now.checked().isBefore(before.checked())) {
                states().put(key(entry), new KeptState(now));
                looks.add(new BaseLook(entry, before, now));
            } else {
                looks.add(new BaseLook(entry, before, before));
            }
        }
        file().write(states());
        return looks;
    }

    private static void tell(BaseLook look) {
        look.news().ifPresent(news -> LOGGER.log(Level.WARNING, news));
        for (BaseLook.Change change : look.changes()) {
            for (BaseImageListener listener : ExtensionList.lookup(BaseImageListener.class)) {
                try {
                    listener.onChanged(look.entry(), change.platform(), change.oldDigest(), change.newDigest());
                } catch (RuntimeException e) {
                    LOGGER.log(
                            Level.WARNING,
                            listener + " failed on " + look.entry().name(),
                            e);
                }
            }
        }
    }

    /** Forgets all that are not among these. */
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

    private static KeptFile<KeptState> file() {
        return new KeptFile<>("bases");
    }

    /** What an entry is, whatever its name: another reference is another image. */
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
