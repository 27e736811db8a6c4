package io.jenkins.plugins.containerbuild.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

public class ContainerBuildConfigurationTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    private static void assertConfigured() {
        ContainerBuildConfiguration settings = ContainerBuildConfiguration.get();
        assertEquals("embedded", settings.getBuilder());
        assertEquals("registry.example/team", settings.getRegistry());
        assertEquals("/var/cache/container-build", settings.getCacheDirectory());
        assertEquals(512, settings.getCacheMegabytes());
        assertEquals(List.of("mirror.example:5000", "harbor.example/docker-hub"), settings.getRegistryMirrors());
        assertFalse(settings.isRestrictForks());
        assertEquals(
                RuleAction.refuse, settings.getPolicy().getBaseInCatalogue().getAction());
        assertEquals(2, settings.getBases().size());
        BaseImageEntry java = settings.getBases().get(0);
        assertEquals("java-17", java.getName());
        assertEquals("registry.example/base/java:17", java.getReference());
        assertEquals(DIGEST, java.getDigest());
        assertEquals("linux/amd64", java.getPlatform());
        assertEquals("platform team", java.getOwner());
        assertEquals("a Java 17 runtime", java.getDescription());
        assertEquals("reader", java.getCredentialsId());
        assertNull(settings.getBases().get(1).getDigest());
    }

    @Test
    @ConfiguredWithCode("casc.yaml")
    public void configurationAsCodeIsImportedAndExported() throws Exception {
        assertConfigured();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String yaml = exported.toString(StandardCharsets.UTF_8);
        assertThat(yaml, containsString("containerBuild:"));
        assertThat(yaml, containsString("action: refuse"));
        assertThat(yaml, containsString("reference: \"registry.example/base/java:17\""));
    }

    @Test
    @ConfiguredWithCode("casc.yaml")
    public void formKeepsAllSettings() throws Exception {
        jenkins.configRoundtrip();
        assertConfigured();
        ContainerBuildConfiguration.get().setBases(List.of());
        jenkins.configRoundtrip();
        assertEquals(List.of(), ContainerBuildConfiguration.get().getBases());
        assertEquals(List.of(), new ContainerBuildConfiguration().getBases());
    }

    @Test
    public void formKeepsBuilderThatItDoesNotOffer() throws Exception {
        ContainerBuildConfiguration.get().setBuilder("buildkit:tcp://far.example:1234");
        jenkins.configRoundtrip();
        assertEquals(
                "buildkit:tcp://far.example:1234",
                ContainerBuildConfiguration.get().getBuilder());
    }

    @Test
    public void formsReportInvalidValuesWithAdvice() {
        BaseImageEntry.DescriptorImpl entry = new BaseImageEntry.DescriptorImpl();
        assertEquals(FormValidation.Kind.OK, entry.doCheckName("java-17").kind);
        assertEquals(FormValidation.Kind.ERROR, entry.doCheckName("java 17").kind);
        assertEquals(FormValidation.Kind.OK, entry.doCheckReference("registry.example/base/java:17").kind);
        assertEquals(FormValidation.Kind.ERROR, entry.doCheckReference("Base/Java").kind);
        assertEquals(FormValidation.Kind.OK, entry.doCheckDigest(DIGEST).kind);
        assertEquals(FormValidation.Kind.ERROR, entry.doCheckDigest("sha256:12").kind);
        assertEquals(FormValidation.Kind.ERROR, entry.doCheckPlatform("linux/amd64/v2/x").kind);
        assertEquals(
                FormValidation.Kind.ERROR,
                ContainerBuildConfiguration.get().doCheckRegistry("https://registry.example").kind);
        assertEquals(
                FormValidation.Kind.OK,
                ContainerBuildConfiguration.get().doCheckRegistryMirrors("a.example:5000\nb.example/hub").kind);
        assertEquals(
                FormValidation.Kind.ERROR,
                ContainerBuildConfiguration.get().doCheckRegistryMirrors("https://a.example").kind);
        assertTrue(ContainerBuildConfiguration.get().isRestrictForks());
        assertEquals(2048, ContainerBuildConfiguration.get().getCacheMegabytes());
    }

    @Test
    public void formMethodsRequirePermissionToManage() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("reader"));
        String global = "descriptorByName/" + ContainerBuildConfiguration.class.getName() + "/";
        String entry = "descriptorByName/" + BaseImageEntry.class.getName() + "/";
        String step = "descriptorByName/io.jenkins.plugins.containerbuild.step.ContainerBuildStep/";
        for (String method : List.of(
                global + "fillBuilderItems",
                global + "checkBaseCheckMinutes?value=1",
                rule("PlainRule") + "checkExceptions?value=a",
                rule("RegistriesRule") + "checkRegistries?value=a",
                rule("AgeRule") + "checkDays?value=1",
                rule("SizeRule") + "checkBytes?value=1",
                rule("LabelsRule") + "checkLabels?value=a",
                global + "checkRegistry?value=a",
                global + "checkRegistryMirrors?value=a",
                global + "checkCacheMegabytes?value=1",
                entry + "checkName?value=a",
                entry + "checkReference?value=a",
                entry + "checkDigest?value=a",
                entry + "checkPlatform?value=a",
                step + "checkImage?value=a",
                step + "checkTags?value=a",
                step + "checkPlatform?value=a",
                step + "checkMaxAge?value=a",
                step + "fillBuilderItems",
                step + "fillPushItems",
                "descriptorByName/io.jenkins.plugins.containerbuild.step.BaseImageStep/fillNameItems")) {
            assertEquals(method, 403, status(method, HttpMethod.POST));
            assertTrue(method + " by GET", Set.of(404, 405).contains(status(method, HttpMethod.GET)));
        }
    }

    private static String rule(String name) {
        return "descriptorByName/io.jenkins.plugins.containerbuild.config." + name + "/";
    }

    private int status(String method, HttpMethod verb) throws Exception {
        JenkinsConfiguredWithCodeRule.WebClient client =
                jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.login("reader");
        WebRequest request = new WebRequest(new java.net.URL(jenkins.getURL(), method), verb);
        return client.getPage(verb == HttpMethod.POST ? client.addCrumb(request) : request)
                .getWebResponse()
                .getStatusCode();
    }
}
