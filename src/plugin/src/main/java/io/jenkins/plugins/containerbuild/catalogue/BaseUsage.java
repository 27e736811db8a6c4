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
 * Which jobs build on which bases: of each job, the bases of its last successful build that built an image. One small file, kept up by what
 * happens to builds and jobs; no page loads a build for it. Safe for several threads.
 */
@Extension
public final class BaseUsage {
    private static final Logger LOGGER = Logger.getLogger(BaseUsage.class.getName());

    /** How far back a build is looked for, when the last one was deleted or the file is lost. */
    private static final int DEEPEST = 20;

    private final KeptFile<ArrayList<UsedBase>> file = new KeptFile<>("usage");
    private volatile Index index;

    /** Both ways to look: by the job's full name, and by image. */
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

    /** The bases of a job's last successful build; none where it built no image. */
    public List<UsedBase> of(Job<?, ?> job) {
        return List.copyOf(index().byJob().getOrDefault(job.getFullName(), new ArrayList<>()));
    }

    /** Who builds on an entry, whichever its digest was then, in the order of the jobs' names. */
    public List<UsedBase> of(Catalogue.Entry entry) {
        return of(UsedBase.image(entry));
    }

    /** Who builds on an image, {@code registry/repository:tag}, whichever its digest was then, in the order of the jobs' names. */
    public List<UsedBase> of(String image) {
        return List.copyOf(index().byImage().getOrDefault(image, List.of()));
    }

    /** All images that are built on, {@code registry/repository:tag}. */
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

    /** By job; builds may end in another order than they began. */
    void put(Map<String, List<UsedBase>> uses) {
        change(all -> uses.forEach((job, bases) -> all.merge(
                job,
                new ArrayList<>(bases),
                (known, now) -> known.get(0).getBuild() > now.get(0).getBuild() ? known : now)));
    }

    /**
     * Each base once, as several images of a run may stand on it. None of a change that is not trusted: Jenkins would go on asking the registry
     * that a stranger names.
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
                            base.getReference() + base.getDigest(),
                            UsedBase.of(run.getParent().getFullName(), run.getNumber(), base)));
        }
        return List.copyOf(uses.values());
    }

    private static boolean counts(Run<?, ?> run) {
        Result result = run.getResult();
        return result != null && result.isBetterOrEqualTo(Result.UNSTABLE);
    }

    /** Of the newest build below a number that counts; loads builds. */
    private static List<UsedBase> earlierUses(Job<?, ?> job, int below) {
        Run<?, ?> run = job.getLastSuccessfulBuild();
        for (int i = 0; run != null && i < DEEPEST; i++) {
            List<UsedBase> uses = run.getNumber() < below ? usesOf(run) : List.of();
            if (!uses.isEmpty()) {
                return uses;
            }
            run = run.getPreviousSuccessfulBuild();
        }
        return List.of();
    }

    /** What happened while Jenkins was down: jobs may be gone, the file may be. */
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
                LOGGER.log(Level.WARNING, "The bases of " + job.getFullName() + " are known after its next build", e);
            }
        }
        put(found);
    }

    /** Builds that end, and that are deleted. */
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

    /** Jobs that get another name, and that are deleted. A copy has built nothing yet. */
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
