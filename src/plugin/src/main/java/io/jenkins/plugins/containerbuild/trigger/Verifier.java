package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Computer;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.catalogue.BaseImages;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Checks base images in the background, with one thread per registry, so that a registry that does not respond delays
 * only its own images. An image is queued at most once, however many events name it, so that a flood of events does not
 * enlarge the queue. {@link CheckRetries} schedules retries of failed checks.
 */
@Extension
public final class Verifier {
    private static final Logger LOGGER = Logger.getLogger(Verifier.class.getName());

    /** If events report more images than this at once, all watched base images are checked. */
    private static final int MAX_CLAIMS = 1000;

    /** Pause after each check: even a flood of events causes at most one request per second for each image. */
    private static final long PAUSE_MILLIS = 1000;

    private final Set<ImageReference> claims = new LinkedHashSet<>();
    private final Map<String, Map<String, Catalogue.Entry>> waiting = new HashMap<>();
    private final Set<String> busy = new HashSet<>();
    private final CheckRetries retries = new CheckRetries(image -> enqueue(Set.of(image)));
    private boolean sorting;

    static Verifier get() {
        return ExtensionList.lookupSingleton(Verifier.class);
    }

    /** Repeats the checks that had failed before Jenkins was stopped. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void resume() {
        WatchedBases.all().values().stream()
                .filter(entry -> !BaseImages.get().state(entry).failure().isEmpty())
                .forEach(get()::look);
    }

    CheckRetries retries() {
        return retries;
    }

    /** Checks these images, because a webhook event reports that they were pushed. */
    void claimed(Set<ImageReference> images) {
        retries.reset(images);
        enqueue(images);
    }

    private synchronized void enqueue(Set<ImageReference> images) {
        if (claims.size() <= MAX_CLAIMS) {
            claims.addAll(images);
        }
        if (!claims.isEmpty() && !sorting) {
            sorting = true;
            Computer.threadPoolForRemoting.submit(this::sort);
        }
    }

    /** Checks the reported images; ignores images that are neither used by a job nor in the catalogue. */
    private void sort() {
        Set<ImageReference> taken;
        while (!(taken = takeClaims()).isEmpty()) {
            try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
                Map<String, Catalogue.Entry> watched = WatchedBases.all();
                if (taken.size() <= MAX_CLAIMS) {
                    Set<ImageReference> named = taken;
                    watched.keySet().removeIf(image -> !named.contains(ImageReference.parse(image)));
                }
                watched.values().forEach(this::look);
            } catch (RuntimeException | Error e) {
                LOGGER.log(Level.WARNING, "Webhook events could not be processed; polling finds the changes", e);
            }
        }
    }

    private synchronized Set<ImageReference> takeClaims() {
        Set<ImageReference> taken = new LinkedHashSet<>(claims);
        claims.clear();
        sorting = !taken.isEmpty();
        return taken;
    }

    /** Queues a check of an entry. After the check, the jobs that used an outdated digest are started. */
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
                check(entries);
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                LOGGER.log(Level.FINE, "Interrupted during the pause; continues at once", e);
            } catch (RuntimeException | Error e) {
                // An error must not end this loop: the registry would remain busy and never be checked again.
                LOGGER.log(Level.WARNING, "The bases of " + registry + " could not be checked", e);
            }
        }
    }

    private void check(List<Catalogue.Entry> entries) {
        Set<Catalogue.Entry> failed = new LinkedHashSet<>(entries);
        try {
            BaseImages.get().check(entries);
            failed.removeIf(entry -> BaseImages.get().state(entry).failure().isEmpty());
            entries.forEach(JobStarter::start);
        } finally {
            Set<ImageReference> failedImages = images(failed);
            Set<ImageReference> checked = images(entries);
            checked.removeAll(failedImages);
            retries.reset(checked);
            failedImages.forEach(retries::failed);
        }
    }

    private static Set<ImageReference> images(Collection<Catalogue.Entry> entries) {
        return entries.stream()
                .flatMap(entry -> WatchedBases.nameOf(entry.reference()).stream())
                .map(ImageReference::parse)
                .collect(Collectors.toSet());
    }

    private synchronized List<Catalogue.Entry> take(String registry) {
        Map<String, Catalogue.Entry> taken = waiting.remove(registry);
        if (taken == null) {
            busy.remove(registry);
            return List.of();
        }
        return List.copyOf(taken.values());
    }

    /** Whether no check is running or queued, apart from scheduled retries. */
    synchronized boolean isIdle() {
        return busy.isEmpty() && !sorting;
    }
}
