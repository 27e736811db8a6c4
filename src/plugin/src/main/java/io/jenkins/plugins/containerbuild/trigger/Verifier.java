package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Asks registries about bases in the background, one thread for each registry, so that one which hangs delays its own bases alone. A base
 * that waits is asked for once, however often it was named, so nothing grows with the number of claims.
 */
@Extension
public final class Verifier {
    private static final Logger LOGGER = Logger.getLogger(Verifier.class.getName());

    /** More names than this at a time, and all bases are looked at. */
    private static final int MOST_CLAIMS = 1000;

    /** Between two looks at a registry, so that a flood of claims costs it one request a second and base at most. */
    private static final long PAUSE_MILLIS = 1000;

    private final Set<ImageReference> claims = new LinkedHashSet<>();
    private final Map<String, Map<String, Catalogue.Entry>> waiting = new HashMap<>();
    private final Set<String> busy = new HashSet<>();
    private boolean sorting;

    static Verifier get() {
        return ExtensionList.lookupSingleton(Verifier.class);
    }

    /** Somebody says that these images were pushed. */
    synchronized void claimed(Set<ImageReference> images) {
        if (claims.size() <= MOST_CLAIMS) {
            claims.addAll(images);
        }
        if (!claims.isEmpty() && !sorting) {
            sorting = true;
            Computer.threadPoolForRemoting.submit(this::sort);
        }
    }

    /** Those that nobody uses are forgotten. */
    private void sort() {
        Set<ImageReference> taken;
        while (!(taken = takeClaims()).isEmpty()) {
            try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
                Map<String, Catalogue.Entry> watched = WatchedBases.all();
                if (taken.size() <= MOST_CLAIMS) {
                    Set<ImageReference> named = taken;
                    watched.keySet().removeIf(image -> !named.contains(ImageReference.parse(image)));
                }
                watched.values().forEach(this::look);
            } catch (RuntimeException | Error e) {
                LOGGER.log(
                        Level.WARNING, "Pushes that registries told of were passed over; the next poll finds them", e);
            }
        }
    }

    private synchronized Set<ImageReference> takeClaims() {
        Set<ImageReference> taken = new LinkedHashSet<>(claims);
        claims.clear();
        sorting = !taken.isEmpty();
        return taken;
    }

    /** Asks the entry's registry soon, and starts the jobs that its answer concerns. */
    synchronized void look(Catalogue.Entry entry) {
        String registry = ImageReference.parse(entry.reference()).registry();
        waiting.computeIfAbsent(registry, key -> new LinkedHashMap<>()).put(entry.name(), entry);
        if (busy.add(registry)) {
            Computer.threadPoolForRemoting.submit(() -> ask(registry));
        }
    }

    private void ask(String registry) {
        List<Catalogue.Entry> entries;
        while (!(entries = take(registry)).isEmpty()) {
            try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
                BaseImages.get().check(entries);
                entries.forEach(JobStarter::start);
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                LOGGER.log(Level.FINE, "Interrupted while waiting; goes on at once", e);
            } catch (RuntimeException | Error e) {
                // Whatever it is: nobody else takes this registry's bases while it counts as busy.
                LOGGER.log(
                        Level.WARNING, "Bases of " + registry + " cannot be looked at; the next poll tries again", e);
            }
        }
    }

    private synchronized List<Catalogue.Entry> take(String registry) {
        Map<String, Catalogue.Entry> taken = waiting.remove(registry);
        if (taken == null) {
            busy.remove(registry);
            return List.of();
        }
        return List.copyOf(taken.values());
    }

    /** Whether there is nothing to do. */
    synchronized boolean isIdle() {
        return busy.isEmpty() && !sorting;
    }
}
