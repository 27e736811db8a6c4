package io.jenkins.plugins.containerbuild.trigger;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.Queue;
import hudson.model.queue.QueueListener;
import hudson.util.Secret;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.registry.Repository;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** Shared by tests of the trigger: base images that change, jobs that use them, and a record of the queue. */
final class TriggerFixture {
    private TriggerFixture() {}

    /** Pushes a base image with this content; the same content gives the same digest. */
    static String push(LocalRegistry registry, String name, String content) {
        return new ImageFixture().file("srv/version", 0644, 0, 0, content).push(registry, name);
    }

    /** Pushes a base image for two platforms. */
    static String pushIndex(LocalRegistry registry, String name, String amd64, String arm64) {
        ImageReference image = ImageReference.parse(registry.reference(name));
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("amd64", amd64);
        contents.put("arm64", arm64);
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            Repository repository = client.repository(image);
            StringBuilder manifests = new StringBuilder();
            contents.forEach((architecture, content) -> {
                String part = image.repository() + ":" + image.tag() + "-" + architecture;
                new ImageFixture()
                        .architecture(architecture)
                        .file("srv/version", 0644, 0, 0, content)
                        .push(registry, part);
                Descriptor manifest =
                        repository.head(image.tag() + "-" + architecture).orElseThrow();
                manifests.append(manifests.length() == 0 ? "" : ",");
                manifests.append(new Descriptor(
                                manifest.mediaType(),
                                manifest.digest(),
                                manifest.size(),
                                Map.of(),
                                Platform.parse("linux/" + architecture))
                        .toJson());
            });
            String index = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\",\"manifests\":["
                    + manifests + "]}";
            repository.putManifest(image.tag(), MediaTypes.OCI_INDEX, index.getBytes());
        }
        return image.toString();
    }

    /** Creates a job with the trigger that uses a base image. */
    static WorkflowJob job(String name, LocalRegistry registry, String base) throws Exception {
        WorkflowJob job = Jenkins.get().createProject(WorkflowJob.class, name);
        job.setQuietPeriod(0);
        job.addTrigger(new BaseImageChangedTrigger());
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 'Dockerfile', text: 'FROM " + base + "\\nCOPY a /a\\n'\n"
                        + "writeFile file: 'a', text: 'a'\n"
                        + "containerBuild image: '" + registry.reference("built/" + name) + "'\n}",
                true));
        return job;
    }

    static void addSecret(String id, String text) throws Exception {
        CredentialsProvider.lookupStores(Jenkins.get())
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(text)));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 30_000 && !condition.getAsBoolean(); i++) {
            Thread.sleep(10);
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("not within 5 min: " + what);
        }
    }

    static List<BaseImageChangedCause> causes(WorkflowJob job, int build) {
        return job.getBuildByNumber(build).getCauses().stream()
                .filter(BaseImageChangedCause.class::isInstance)
                .map(BaseImageChangedCause.class::cast)
                .toList();
    }

    /** Jobs that entered the queue, with their times. */
    static final class Entered extends QueueListener {
        private final List<String> names = new CopyOnWriteArrayList<>();
        private volatile long nanoTime;

        static Entered listen() {
            Entered entered = new Entered();
            ExtensionList.lookup(QueueListener.class).add(entered);
            return entered;
        }

        /** Since this was asked last. */
        List<String> take() {
            List<String> taken = List.copyOf(names);
            names.clear();
            return taken;
        }

        boolean isEmpty() {
            return names.isEmpty();
        }

        long nanoTime() {
            return nanoTime;
        }

        @Override
        public void onEnterWaiting(Queue.WaitingItem item) {
            if (item.task instanceof WorkflowJob) {
                nanoTime = System.nanoTime();
                names.add(item.task.getName());
            }
        }
    }
}
