package io.jenkins.plugins.containerbuild.trigger;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public void settingsAreImportedAndExported() throws Exception {
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
        assertEquals(FormValidation.Kind.ERROR, source.doCheckCredentialsId("gone").kind);
    }

    /** Each with a part of the message. */
    @Test
    public void invalidConfigurationIsRefusedAndChangesNothing() throws Exception {
        List<WebhookSource> before = List.of(new WebhookSource("hub", WebhookFormat.dockerHub, "secret"));
        BaseChangeConfiguration.get().setWebhooks(before);
        String[][] mistakes = {
            {"{name: a/b, format: ecr, credentialsId: c}", "webhook a/b: name must consist of lower-case letters"},
            {
                "{name: a, format: ecr, credentialsId: c}, {name: a, format: harbor, credentialsId: c}",
                "another webhook has the same name"
            },
            {
                "{name: a, credentialsId: c}",
                "webhook a: format must be set; use one of distribution, ecr, dockerHub, harbor"
            },
            {
                "{name: a, format: ecr, credentialsId: c, registry: 'https://r.example'}",
                "registry must be a host, for example registry.example:5000 (was \"https://r.example\")"
            },
        };
        Path file = Files.createTempFile("casc", ".yaml");
        for (String[] mistake : mistakes) {
            Files.writeString(file, "unclassified: {baseImageChanges: {webhooks: [" + mistake[0] + "]}}");
            Exception refused = assertThrows(mistake[0], ConfiguratorException.class, () -> ConfigurationAsCode.get()
                    .configure(file.toString()));
            StringBuilder said = new StringBuilder();
            for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
                said.append(cause.getMessage()).append('\n');
            }
            assertThat(mistake[0], said.toString(), containsString(mistake[1]));
            assertEquals(mistake[0], before, BaseChangeConfiguration.get().getWebhooks());
        }
        Files.delete(file);
    }

    /** The format of a later version: its events are refused. */
    @Test
    public void sourceWithAnUnsupportedFormatIsIgnored() throws Exception {
        String name = BaseChangeConfiguration.class.getName();
        Path file = jenkins.jenkins.getRootDir().toPath().resolve(name + ".xml");
        Files.writeString(
                file,
                "<" + name + "><webhooks><" + WebhookSource.class.getName()
                        + "><name>new</name><format>carrierPigeon</format><credentialsId>c</credentialsId><speed>7</speed></"
                        + WebhookSource.class.getName() + "></webhooks><polling>never</polling><wings>2</wings></"
                        + name
                        + ">");
        BaseChangeConfiguration loaded = new BaseChangeConfiguration();
        assertEquals(PollingMode.never, loaded.getPolling());
        assertTrue(loaded.webhook("new").isEmpty());
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
