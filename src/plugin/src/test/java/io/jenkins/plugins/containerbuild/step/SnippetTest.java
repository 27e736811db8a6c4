package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;

import java.net.URL;
import java.util.List;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The snippet generator: what its form sends becomes a step, and a step becomes the line that a Pipeline has. */
public class SnippetTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    private static String generated(Class<?> step, JSONObject form) throws Exception {
        form.put("stapler-class", step.getName());
        form.put("$class", step.getName());
        JenkinsRule.WebClient client = JENKINS.createWebClient();
        WebRequest request =
                new WebRequest(new URL(JENKINS.getURL(), Snippetizer.ACTION_URL + "/generateSnippet"), HttpMethod.POST);
        request.setRequestParameters(List.of(new NameValuePair("json", form.toString())));
        return client.getPage(client.addCrumb(request))
                .getWebResponse()
                .getContentAsString()
                .trim();
    }

    @Test
    public void anEmptyFormGivesTheImageAlone() throws Exception {
        JSONObject form = new JSONObject();
        form.put("image", "registry.example/shop/app");
        for (String field : List.of(
                "tags",
                "buildArgs",
                "labels",
                "baseImages",
                "context",
                "dockerfile",
                "target",
                "platform",
                "builder")) {
            form.put(field, "");
        }
        form.put("push", "");
        form.put("credentialsId", "");
        form.put("maxAge", "");
        form.put("load", false);
        form.put("noCache", false);
        form.put("quiet", false);
        assertEquals(
                "containerBuild 'registry.example/shop/app'",
                generated(ContainerBuildStep.class, form).replace("image: ", ""));
    }

    @Test
    public void linesBecomeListsAndMaps() throws Exception {
        JSONObject form = new JSONObject();
        form.put("image", "registry.example/shop/app");
        form.put("tags", "1.0\nlatest");
        form.put("buildArgs", "VERSION=1.0\nEMPTY=");
        form.put("push", "false");
        form.put("noCache", true);
        form.put("secrets", JSONObject.fromObject("{id: 'token', credentialsId: 'npm'}"));
        assertEquals(
                "containerBuild buildArgs: [VERSION: '1.0', EMPTY: ''], image: 'registry.example/shop/app',"
                        + " noCache: true, push: false, secrets: [[credentialsId: 'npm', id: 'token']],"
                        + " tags: ['1.0', 'latest']",
                generated(ContainerBuildStep.class, form));
    }

    @Test
    public void theOtherStepsToo() throws Exception {
        JSONObject plan = new JSONObject();
        plan.put("context", "app");
        assertEquals("containerPlan context: 'app'", generated(ContainerPlanStep.class, plan));
        JSONObject base = new JSONObject();
        base.put("name", "java-17");
        assertEquals("baseImage 'java-17'", generated(BaseImageStep.class, base));
    }
}
