package io.jenkins.plugins.containerbuild.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
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

public class BaseChangeConfigurationTest {
    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    private static void assertConfigured() {
        BaseChangeConfiguration settings = BaseChangeConfiguration.get();
        assertEquals(PollingMode.always, settings.getPolling());
        assertEquals(2, settings.getWebhooks().size());
        WebhookSource registry = settings.getWebhooks().get(0);
        assertEquals("registry", registry.getName());
        assertEquals(WebhookFormat.distribution, registry.getFormat());
        assertEquals("registry.example:5000", registry.getRegistry());
        assertEquals("webhook-registry", registry.getCredentialsId());
        assertEquals(WebhookFormat.dockerHub, settings.getWebhooks().get(1).getFormat());
        assertNull(settings.getWebhooks().get(1).getRegistry());
    }

    @Test
    @ConfiguredWithCode("casc.yaml")
    public void settingsComeInAndGoOut() throws Exception {
        assertConfigured();
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        assertThat(exported.toString(StandardCharsets.UTF_8), containsString("baseImageChanges:"));
        assertThat(exported.toString(StandardCharsets.UTF_8), containsString("credentialsId: \"webhook-registry\""));
        jenkins.configRoundtrip();
        assertConfigured();
        BaseChangeConfiguration.get().setWebhooks(List.of());
        jenkins.configRoundtrip();
        assertEquals(List.of(), new BaseChangeConfiguration().getWebhooks());
        assertFormsTellWhatWouldWork();
        assertWhoMayNotManageIsNotAnswered();
    }

    private static void assertFormsTellWhatWouldWork() {
        WebhookSource.DescriptorImpl source = new WebhookSource.DescriptorImpl();
        assertEquals(FormValidation.Kind.OK, source.doCheckName("hub-1").kind);
        assertEquals(FormValidation.Kind.ERROR, source.doCheckName("a/b").kind);
        assertEquals(FormValidation.Kind.OK, source.doCheckRegistry("registry.example:5000").kind);
        assertEquals(FormValidation.Kind.ERROR, source.doCheckRegistry("https://registry.example").kind);
        assertEquals(FormValidation.Kind.ERROR, source.doCheckRegistry("registry").kind);
        assertEquals(FormValidation.Kind.ERROR, source.doCheckCredentialsId("").kind);
    }

    private void assertWhoMayNotManageIsNotAnswered() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("reader"));
        String global = "descriptorByName/" + BaseChangeConfiguration.class.getName() + "/";
        String source = "descriptorByName/" + WebhookSource.class.getName() + "/";
        for (String method : List.of(
                global + "fillPollingItems",
                source + "fillFormatItems",
                source + "checkName?value=a",
                source + "checkRegistry?value=a",
                source + "checkCredentialsId?value=a")) {
            assertEquals(method, 403, status(method, HttpMethod.POST));
            assertTrue(method + " by GET", Set.of(404, 405).contains(status(method, HttpMethod.GET)));
        }
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
