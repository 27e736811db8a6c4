package io.jenkins.containerbuild;

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
import io.jenkins.containerbuild.report.BuildReport;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.Fingerprint;
import java.util.List;

/**
 * What decides a project's image, taken as a build takes it, but without building.
 *
 * @param obstacle why nothing may be reused, whatever the fingerprint; "" if something may
 */
record ProjectFingerprint(BuildPlan plan, Fingerprint fingerprint, String obstacle) {

    /** @param builder name of the builder that would carry out the plan */
    static ProjectFingerprint of(
            TestProject project, String builder, CacheDirectory cache, RegistryClient client, FileDigests digests) {
        BuildRequest request = project.request(cache.root(), List.of());
        PhaseTimer timer = new PhaseTimer(Progress.NONE);
        byte[] dockerfile = DockerfileInput.bytes(request);
        Stages stages = DockerfileInput.parse(request, dockerfile);
        Bases bases = new Bases(
                request, stages, new BaseResolver(client, cache, request.buildContexts(), timer, Progress.NONE));
        Evaluation evaluation = stages.evaluate(bases::configuration);
        LocalTrees trees = LocalTrees.of(request);
        NeededFiles needed = NeededFiles.find(request, trees, evaluation, ContextPlanner::plan);
        BuildPlan plan = ContainerBuild.plan(request, evaluation, bases, trees);
        RemoteInputs inputs = RemoteInputs.ask(
                request, plan.stages(), new RemoteFiles(cache, client.web(), true), builder.equals("embedded"), timer);
        Fingerprint fingerprint = Reuse.fingerprint(
                request, dockerfile, plan, needed, inputs, new BuildReport.Builder(builder, ""), digests);
        return new ProjectFingerprint(plan, fingerprint, inputs.obstacle());
    }
}
