package io.jenkins.plugins.containerbuild.catalogue;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.jenkins.containerbuild.policy.Catalogue;
import io.jenkins.plugins.containerbuild.history.BuildRecord;
import io.jenkins.plugins.containerbuild.history.JobHistory;
import io.jenkins.plugins.containerbuild.history.RunHistory;
import io.jenkins.plugins.containerbuild.history.UntrustedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Records which jobs use which base images: for each job, the base images of the last successful build that built an
 * image. The data is kept in one small file and updated whenever a build or a job changes, so that no page has to load
 * builds. Thread-safe.
 */
@Extension
public final class BaseUsage {
    private static final Logger LOGGER = Logger.getLogger(BaseUsage.class.getName());

    /** Maximum number of builds to search per job if the recorded build was deleted or the file is lost. */
    private static final int MAX_BUILDS_TO_SEARCH = 20;

    private final XmlMapFile<ArrayList<UsedBase>> file = new XmlMapFile<>("usage");
    private volatile Index index;

    /** Uses of base images by full job name and by image. */
    private record Index(TreeMap<String, ArrayList<UsedBase>> byJob, Map<String, List<UsedBase>> byImage) {
        static Index of(TreeMap<String, ArrayList<UsedBase>> byJob) {
            Map<String, List<UsedBase>> byImage = new HashMap<>();
            byJob.values()
                    .forEach(uses ->
                            uses.forEach(use -> byImage.computeIfAbsent(use.getReference(), image -> new ArrayList<>())
                                    .add(use)));
            return new Index(byJob, byImage);
        }
    }

    public static BaseUsage get() {
        return ExtensionList.lookupSingleton(BaseUsage.class);
    }

    /** Base images of a job's last successful build that built an image; empty if there is no such build. */
    public List<UsedBase> of(Job<?, ?> job) {
        return List.copyOf(index().byJob().getOrDefault(job.getFullName(), new ArrayList<>()));
    }

    /** Uses of an entry with any digest, sorted by job name. */
    public List<UsedBase> of(Catalogue.Entry entry) {
        return of(UsedBase.image(entry));
    }

    /** Uses of an image ({@code registry/repository:tag}) with any digest, sorted by job name. */
    public List<UsedBase> of(String image) {
        return List.copyOf(index().byImage().getOrDefault(image, List.of()));
    }

    /** All images that jobs use as base images, as {@code registry/repository:tag}. */
    public List<String> images() {
        return List.copyOf(index().byImage().keySet());
    }

    private Index index() {
        Index known = index;
        return known == null ? load() : known;
    }

    private synchronized Index load() {
        if (index == null) {
            index = Index.of(file.read().orElseGet(TreeMap::new));
        }
        return index;
    }

    private synchronized void change(java.util.function.Consumer<TreeMap<String, ArrayList<UsedBase>>> change) {
        TreeMap<String, ArrayList<UsedBase>> changed = new TreeMap<>(index().byJob());
        change.accept(changed);
        index = Index.of(changed);
        file.write(changed);
    }

    /** Records uses by job, unless a newer build is recorded: builds may end in a different order than they started. */
    void put(Map<String, List<UsedBase>> uses) {
        change(all -> uses.forEach((job, bases) -> all.merge(
                job,
                new ArrayList<>(bases),
                (known, now) -> known.get(0).getBuild() > now.get(0).getBuild() ? known : now)));
    }

    /**
     * Base images of a run, without duplicates. Empty for an untrusted change; otherwise Jenkins would keep sending
     * requests to a registry that an untrusted author chose.
     */
    private static List<UsedBase> usesOf(Run<?, ?> run) {
        if (UntrustedChange.isIn(run)) {
            return List.of();
        }
        RunHistory history = run.getAction(RunHistory.class);
        Map<String, UsedBase> uses = new LinkedHashMap<>();
        for (BuildRecord record : history == null ? List.<BuildRecord>of() : history.getRecords()) {
            record.getBases()
                    .forEach(base -> uses.put(
                            base.text("reference") + base.text("digest"),
                            UsedBase.of(run.getParent().getFullName(), run.getNumber(), base)));
        }
        return List.copyOf(uses.values());
    }

    private static boolean counts(Run<?, ?> run) {
        Result result = run.getResult();
        return result != null && result.isBetterOrEqualTo(Result.UNSTABLE);
    }

    /** Base images of the newest successful build before build {@code below} that built an image. Loads builds. */
    private static List<UsedBase> earlierUses(Job<?, ?> job, int below) {
        Run<?, ?> run = job.getLastSuccessfulBuild();
        for (int i = 0; run != null && i < MAX_BUILDS_TO_SEARCH; i++) {
            List<UsedBase> uses = run.getNumber() < below ? usesOf(run) : List.of();
            if (!uses.isEmpty()) {
                return uses;
            }
            run = run.getPreviousSuccessfulBuild();
        }
        return List.of();
    }

    /** Updates the data at startup: jobs or the file may have been deleted while Jenkins was down. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void catchUp() {
        Computer.threadPoolForRemoting.submit(() -> {
            BaseUsage usage = get();
            if (usage.file.read().isEmpty()) {
                usage.findAll();
            } else {
                usage.change(all -> all.keySet().removeIf(job -> Jenkins.get().getItemByFullName(job) == null));
            }
        });
    }

    private void findAll() {
        Map<String, List<UsedBase>> found = new TreeMap<>();
        for (Job<?, ?> job : Jenkins.get().allItems(Job.class)) {
            try {
                List<UsedBase> uses = JobHistory.existsFor(job) ? earlierUses(job, Integer.MAX_VALUE) : List.of();
                if (!uses.isEmpty()) {
                    found.put(job.getFullName(), uses);
                }
            } catch (RuntimeException e) {
                LOGGER.log(
                        Level.WARNING,
                        "Could not read the bases of " + job.getFullName() + "; its next build adds them",
                        e);
            }
        }
        put(found);
    }

    /** Updates the data when builds end or are deleted. */
    @Extension
    public static final class Builds extends RunListener<Run<?, ?>> {
        @Override
        public void onCompleted(Run<?, ?> run, TaskListener listener) {
            List<UsedBase> uses = counts(run) ? usesOf(run) : List.of();
            if (!uses.isEmpty()) {
                get().put(Map.of(run.getParent().getFullName(), uses));
            }
        }

        @Override
        public void onDeleted(Run<?, ?> run) {
            Job<?, ?> job = run.getParent();
            List<UsedBase> known = get().of(job);
            if (!known.isEmpty() && known.get(0).getBuild() == run.getNumber()) {
                List<UsedBase> earlier = earlierUses(job, run.getNumber());
                get().change(all -> {
                    all.remove(job.getFullName());
                    if (!earlier.isEmpty()) {
                        all.put(job.getFullName(), new ArrayList<>(earlier));
                    }
                });
            }
        }
    }

    /** Updates the data when jobs are renamed or deleted. Copied jobs need no update, because they have no builds. */
    @Extension
    public static final class Jobs extends ItemListener {
        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            if (get().index().byJob().containsKey(oldFullName)) {
                get().change(all -> {
                    ArrayList<UsedBase> renamed = new ArrayList<>();
                    all.remove(oldFullName).forEach(use -> renamed.add(use.withJob(newFullName)));
                    all.put(newFullName, renamed);
                });
            }
        }

        @Override
        public void onDeleted(Item item) {
            if (get().index().byJob().containsKey(item.getFullName())) {
                get().change(all -> all.remove(item.getFullName()));
            }
        }
    }
}
