package io.jenkins.containerbuild;

import io.jenkins.containerbuild.BuilderSelection.Kind;
import io.jenkins.containerbuild.base.BaseResolver;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.context.ContextPlanner;
import io.jenkins.containerbuild.dockerfile.Evaluation;
import io.jenkins.containerbuild.dockerfile.Stages;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.Fingerprint;
import java.util.List;

/**
 * What decides a project's image, taken as a build takes it, but without building.
 *
 * @param obstacle why nothing may be reused, whatever the fingerprint; "" if something may
 */
record ProjectFingerprint(BuildPlan plan, Fingerprint fingerprint, String obstacle) {

    /** @param builder the builder that would carry out the plan */
    static ProjectFingerprint of(
            TestProject project, Kind builder, CacheDirectory cache, RegistryClient client, FileDigests digests) {
        BuildRequest request = project.request(cache.root(), List.of());
        BuildServices services = new BuildServices(
                client,
                cache,
                new RemoteFiles(cache, client.web(), true),
                new PhaseTimer(Progress.NONE),
                Progress.NONE);
        byte[] dockerfile = DockerfileInput.bytes(request);
        Stages stages = DockerfileInput.parse(request, dockerfile);
        BaseResolver resolver = new BaseResolver(client, cache, services.timer(), Progress.NONE);
        Bases bases = new Bases(request, stages, resolver);
        Evaluation evaluation = stages.evaluate(bases::configuration);
        LocalTrees trees = LocalTrees.of(request);
        NeededFiles needed = NeededFiles.find(request, trees, evaluation, ContextPlanner::plan);
        BuildPlan plan = ContainerBuild.plan(request, evaluation, bases, trees);
        RemoteInputs inputs =
                RemoteInputs.ask(request, plan.stages(), services.remote(), builder == Kind.EMBEDDED, services.timer());
        PolicyGate gate = new PolicyGate(request, Progress.NONE);
        BuildTask task = new BuildTask(request, dockerfile, plan, needed, gate, services);
        Fingerprint fingerprint = Reuse.fingerprint(task, builder, inputs, digests);
        return new ProjectFingerprint(plan, fingerprint, inputs.obstacle());
    }
}
