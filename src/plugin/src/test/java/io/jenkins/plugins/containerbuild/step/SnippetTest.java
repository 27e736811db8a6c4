package io.jenkins.plugins.containerbuild.step;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.util.FormValidation;
import io.jenkins.plugins.containerbuild.config.BaseImageEntry;
import io.jenkins.plugins.containerbuild.config.ContainerBuildConfiguration;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The snippet generator: converts a submitted form to a step, and a step to a line of a Pipeline. */
public class SnippetTest {
    private static final List<Class<?>> TYPES =
            List.of(ContainerBuildStep.class, ContainerPlanStep.class, BaseImageStep.class, SecretBinding.class);

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
    public void emptyFormSetsOnlyTheImage() throws Exception {
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
        form.put("warnSeverity", "");
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
        form.put("cacheFrom", "registry.example/shop/app:cache\ntype=registry,ref=registry.example/shop/app");
        form.put("cacheTo", "type=inline");
        form.put("pull", true);
        form.put("dockerServer", JSONObject.fromObject("{uri: 'tcp://docker.example:2376', credentialsId: 'engine'}"));
        form.put("secrets", JSONObject.fromObject("{id: 'token', credentialsId: 'npm'}"));
        assertEquals(
                "containerBuild buildArgs: [VERSION: '1.0', EMPTY: ''], cacheFrom: ['registry.example/shop/app:cache',"
                        + " 'type=registry,ref=registry.example/shop/app'], cacheTo: ['type=inline'], dockerServer:"
                        + " [credentialsId: 'engine', uri: 'tcp://docker.example:2376'], image:"
                        + " 'registry.example/shop/app', noCache: true, pull: true, push: false, secrets:"
                        + " [[credentialsId: 'npm', id: 'token']], tags: ['1.0', 'latest']",
                generated(ContainerBuildStep.class, form));
    }

    /** Covers all parameters, including those that are added later. */
    @Test
    public void formKeepsEveryParameterOfTheSteps() throws Exception {
        JSONObject form = new JSONObject();
        for (String text : List.of("context", "dockerfile", "target", "platform", "maxAge", "credentialsId")) {
            form.put(text, "some-" + text);
        }
        for (String lines : List.of("tags", "cacheFrom", "cacheTo")) {
            form.put(lines, "some-" + lines);
        }
        for (String map : List.of("buildArgs", "labels", "baseImages")) {
            form.put(map, "NAME=some-" + map);
        }
        for (String flag : List.of("load", "noCache", "pull", "quiet", "resolve", "totals")) {
            form.put(flag, true);
        }
        form.put("image", "some/image");
        form.put("warnSeverity", "high");
        form.put("push", "true");
        form.put("builder", "buildx:some");
        form.put("dockerServer", JSONObject.fromObject("{uri: 'tcp://some:2376'}"));
        form.put("secrets", JSONObject.fromObject("{id: 'some', credentialsId: 'other'}"));
        for (Class<?> step : List.of(ContainerBuildStep.class, ContainerPlanStep.class)) {
            String line = generated(step, form);
            for (DescribableParameter parameter : DescribableModel.of(step).getParameters()) {
                assertTrue(parameter.getName() + " in " + line, line.matches(".*\\b" + parameter.getName() + ": .*"));
            }
            assertTrue(line, line.contains("builder: 'buildx:some'"));
        }
    }

    @Test
    public void namedBuildxBuilderStaysInTheList() {
        ContainerBuildStep.DescriptorImpl step = new ContainerBuildStep.DescriptorImpl();
        assertEquals(
                "[, auto, embedded, docker, buildx]",
                step.doFillBuilderItems(null, "").stream()
                        .map(option -> option.value)
                        .toList()
                        .toString());
        assertEquals("buildx:far", step.doFillBuilderItems(null, "buildx:far").get(5).value);
        assertEquals(
                "buildx:far",
                ContainerBuildConfiguration.get()
                        .doFillBuilderItems("buildx:far")
                        .get(4)
                        .value);
    }

    @Test
    public void formKeepsParametersOfOtherSteps() throws Exception {
        JSONObject plan = new JSONObject();
        plan.put("context", "app");
        plan.put("baseImages", "debian:12=debian");
        plan.put("resolve", true);
        assertEquals(
                "containerPlan baseImages: ['debian:12': 'debian'], context: 'app', resolve: true",
                generated(ContainerPlanStep.class, plan));
        JSONObject base = new JSONObject();
        base.put("name", "java-17");
        assertEquals("baseImage 'java-17'", generated(BaseImageStep.class, base));
    }

    @Test
    public void submittedFormBecomesThePipelineLine() throws Exception {
        JenkinsRule.WebClient client = JENKINS.createWebClient();
        HtmlPage page = client.goTo(Snippetizer.ACTION_URL + "/");
        for (String step : List.of("containerBuild", "containerPlan", "baseImage")) {
            HtmlSelect steps = page.querySelector("select.dropdownList");
            HtmlOption option = steps.getOptions().stream()
                    .filter(one -> one.getText().startsWith(step + ": "))
                    .findFirst()
                    .orElseThrow();
            steps.setSelectedAttribute(option, true);
            client.waitForBackgroundJavaScript(10_000);
        }
        String text = page.asXml();
        for (String field :
                List.of("image", "context", "buildArgs", "baseImages", "cacheTo", "dockerServer", "totals")) {
            assertTrue(field, text.contains("name=\"_." + field + "\"") || text.contains("name=\"" + field + "\""));
        }
    }

    @Test
    public void everyParameterHasHelp() throws Exception {
        JENKINS.executeOnServer(() -> {
            for (Class<?> type : TYPES) {
                Descriptor<?> descriptor = JENKINS.jenkins.getDescriptor(type.asSubclass(Describable.class));
                for (DescribableParameter parameter : DescribableModel.of(type).getParameters()) {
                    assertNotNull(type + " " + parameter.getName(), descriptor.getHelpFile(parameter.getName()));
                }
            }
            return null;
        });
    }

    @Test
    public void formsReportInvalidValuesWithAdvice() {
        BaseImageEntry entry = new BaseImageEntry("java-17", "registry.example/base/java:17");
        ContainerBuildConfiguration.get().setBases(List.of(entry));
        ContainerBuildStep.DescriptorImpl step = new ContainerBuildStep.DescriptorImpl();
        BaseImageStep.DescriptorImpl base = new BaseImageStep.DescriptorImpl();
        Object[][] rows = {
            {step.doCheckImage(null, "registry.example/shop/app"), ""},
            {step.doCheckImage(null, "Shop/App"), "not an image name"},
            {step.doCheckImage(null, ""), "for example registry.example/shop/app"},
            {step.doCheckTags(null, "1.0\nlatest"), ""},
            {step.doCheckTags(null, "a/b"), "not an image name"},
            {step.doCheckDockerfile(null, "docker/Dockerfile"), ""},
            {step.doCheckDockerfile(null, "docker/"), "for example docker/Dockerfile"},
            {step.doCheckTarget(null, "build"), ""},
            {step.doCheckTarget(null, "a b"), "the name of a stage"},
            {step.doCheckBuildArgs(null, "A=b\n"), ""},
            {step.doCheckBuildArgs(null, "A"), "is not in the format NAME=value"},
            {step.doCheckBaseImages(null, "eclipse-temurin:17=java-17"), ""},
            {step.doCheckBaseImages(null, "eclipse-temurin:17=java-71"), "it has java-17"},
            {step.doCheckBuilder(null, "buildx:remote"), ""},
            {step.doCheckBuilder(null, "kaniko"), "is not known"},
            {step.doCheckCacheFrom(null, "type=registry,ref=registry.example/a"), ""},
            {step.doCheckCacheFrom(null, "type=registry"), "has no ref"},
            {step.doCheckCacheTo(null, "type=inline"), ""},
            {step.doCheckCacheTo(null, "ref=registry.example/a"), "has no type"},
            {step.doCheckMaxAge(null, "7d"), ""},
            {step.doCheckMaxAge(null, "a week"), "maxAge must be a duration"},
            {base.doCheckName(null, "java-17"), ""},
            {base.doCheckName(null, "java-71"), "it has java-17"},
        };
        for (Object[] row : rows) {
            FormValidation answer = (FormValidation) row[0];
            assertEquals(
                    answer.toString(),
                    row[1].equals("") ? FormValidation.Kind.OK : FormValidation.Kind.ERROR,
                    answer.kind);
            assertTrue(
                    answer + " / " + row[1],
                    String.valueOf(answer.getMessage()).contains((String) row[1]) || row[1].equals(""));
        }
    }

    /** Covers every web method of every descriptor, including those that are added later. */
    @Test
    public void formMethodsRequirePermissionToSeeThePipeline() throws Exception {
        new Pipelines(JENKINS).addLogin("only-for-others", "robot", "s3cr3t-word");
        JENKINS.jenkins.setSecurityRealm(JENKINS.createDummySecurityRealm());
        JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
        try {
            JenkinsRule.WebClient client = JENKINS.createWebClient()
                    .withThrowExceptionOnFailingStatusCode(false)
                    .login("reader");
            int asked = 0;
            for (Class<?> type : TYPES) {
                for (Method method : JENKINS.jenkins
                        .getDescriptor(type.asSubclass(Describable.class))
                        .getClass()
                        .getMethods()) {
                    if (method.getName().matches("do(Check|Fill)[A-Z].*")) {
                        String name = method.getName().substring(2, 3).toLowerCase(Locale.ROOT)
                                + method.getName().substring(3);
                        URL url = new URL(
                                JENKINS.getURL(), "descriptorByName/" + type.getName() + "/" + name + "?value=a");
                        WebResponse post = client.getPage(client.addCrumb(new WebRequest(url, HttpMethod.POST)))
                                .getWebResponse();
                        // Drop-downs of credentials have nothing to choose from.
                        boolean showsNone = post.getStatusCode() == 200
                                && !post.getContentAsString().contains("only-for-others");
                        assertTrue(
                                url + " " + post.getStatusCode(),
                                name.equals("fillCredentialsIdItems") ? showsNone : post.getStatusCode() == 403);
                        int get = client.getPage(new WebRequest(url, HttpMethod.GET))
                                .getWebResponse()
                                .getStatusCode();
                        assertTrue(url + " by GET " + get, get == 404 || get == 405);
                        asked++;
                    }
                }
            }
            assertTrue(asked + " methods", asked > 25);
        } finally {
            JENKINS.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
            JENKINS.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        }
    }
}
