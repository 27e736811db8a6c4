package io.jenkins.plugins.containerbuild.step;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Slave;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.testing.Skopeo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Sandboxed Pipelines on the agent with the label linux, for tests that share a started Jenkins. */
final class Pipelines {
    private final JenkinsRule jenkins;

    Pipelines(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    WorkflowJob job(String... body) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node('linux') {\n" + String.join("\n", body) + "\n}", true));
        return job;
    }

    WorkflowRun run(Result result, String... body) throws Exception {
        return jenkins.assertBuildStatus(result, job(body).scheduleBuild2(0));
    }

    WorkflowRun succeed(String... body) throws Exception {
        return run(Result.SUCCESS, body);
    }

    WorkflowRun fail(String... body) throws Exception {
        return run(Result.FAILURE, body);
    }

    /** A line of a Pipeline. */
    static String dockerfile(String... lines) {
        return "writeFile file: 'Dockerfile', text: '''"
                + String.join("\n", lines).replace("\\", "\\\\") + "\n'''";
    }

    /** A line of a Pipeline. */
    static String file(String name, String text) {
        return "writeFile file: '" + name + "', text: '" + text + "'";
    }

    /** Lines of a Pipeline: a Dockerfile with one COPY, and what it copies. */
    static String small(String base) {
        return dockerfile("FROM " + base, "COPY hello.txt /srv/") + "\n" + file("hello.txt", "hello\\n");
    }

    static String digestInRegistry(String reference) {
        String manifest = Skopeo.manifest("docker://" + reference);
        return Digest.of(manifest.getBytes(StandardCharsets.UTF_8)).toString();
    }

    void addCredentials(Credentials credentials) throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(Domain.global(), credentials);
    }

    void addLogin(String id, String user, String password) throws Exception {
        addCredentials(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, id, "", user, password));
    }

    /**
     * Files that a step must not leave on an agent: in temporary directories of workspaces, and incomplete files in the
     * cache.
     */
    static List<String> leftovers(Slave agent) throws Exception {
        List<String> found = new ArrayList<>();
        FilePath root = agent.getRootPath();
        for (FilePath workspace : root.child("workspace").list()) {
            if (workspace.getName().endsWith("@tmp")) {
                workspace.list().forEach(path -> found.add(path.getRemote()));
            }
        }
        FilePath pending = root.child("caches/container-build/tmp");
        if (pending.isDirectory()) {
            pending.list().forEach(path -> found.add(path.getRemote()));
        }
        return found;
    }
}
