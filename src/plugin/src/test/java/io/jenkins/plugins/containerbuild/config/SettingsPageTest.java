package io.jenkins.plugins.containerbuild.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import hudson.security.AuthorizationStrategy;
import io.jenkins.containerbuild.testing.Browser;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.containerbuild.trigger.BaseChangeConfiguration;
import io.jenkins.plugins.containerbuild.trigger.PollingMode;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Manage Jenkins → System in a browser, with Content-Security-Policy enforced, as Jenkins does in tests. */
public class SettingsPageTest {
    private static final String PAGE = "manage/configure";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Before
    public void configure() throws Exception {
        ConfigurationAsCode.get().configure(Path.of("../examples/casc.yaml").toString());
        BaseChangeConfiguration.get().setPolling(PollingMode.always);
    }

    @After
    public void everybodyMayDoAll() {
        JENKINS.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    /** Waits until drop-down lists are filled by requests; for readers, texts replace the lists. */
    private static void open(Browser browser) throws Exception {
        browser.open(URI.create(JENKINS.getURL() + PAGE));
        browser.await("[...document.querySelectorAll('[name=\"_.polling\"]')].some(e => e.options.length > 1)"
                + " || [...document.querySelectorAll('pre.jenkins-readonly')].some(e => e.innerText === 'Always')");
        browser.await("document.querySelectorAll('.select-ajax-pending').length === 0");
    }

    /**
     * Browser errors about the policy or this plugin. Scripts of core and of other plugins report errors in read-only
     * forms.
     */
    private static List<String> complaints(Browser browser) {
        return browser.complaints().stream()
                .filter(complaint ->
                        complaint.contains("Content Security Policy") || complaint.contains("containerbuild"))
                .toList();
    }

    private static Object values(Browser browser, String field) {
        return browser.evaluate("[...document.querySelectorAll('[name=\"_." + field + "\"]')].map(e => e.value)");
    }

    @Test
    public void formWorksWithContentSecurityPolicy() throws Exception {
        assertNotNull(
                "enforced", new URL(JENKINS.getURL(), PAGE).openConnection().getHeaderField("Content-Security-Policy"));
        var before = ContainerBuildConfiguration.get().baseline();
        try (Browser browser = Browser.start()) {
            open(browser);
            browser.evaluate("document.querySelectorAll('.advanced-button,.advancedButton').forEach(e => e.click())");
            assertEquals(List.of("always"), values(browser, "polling"));
            assertEquals(List.of("distribution"), values(browser, "format"));
            assertEquals(List.of(), complaints(browser));
            browser.evaluate("document.querySelector('input[name=\"_.cacheMegabytes\"]').value = '77'");
            browser.evaluate("document.querySelector('button[name=Submit]').click()");
            for (int i = 0; i < 300 && ContainerBuildConfiguration.get().getCacheMegabytes() != 77; i++) {
                Thread.sleep(100);
            }
        }
        assertEquals(77, ContainerBuildConfiguration.get().getCacheMegabytes());
        assertEquals(before, ContainerBuildConfiguration.get().baseline());
        assertEquals(PollingMode.always, BaseChangeConfiguration.get().getPolling());
        assertEquals(1, BaseChangeConfiguration.get().getWebhooks().size());
    }

    @Test
    public void readersSeeTheSettings() throws Exception {
        JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .toEveryone());
        try (Browser browser = Browser.start()) {
            open(browser);
            String text = browser.evaluate("document.querySelector('#main-panel').innerText")
                    .toString();
            for (String set :
                    List.of("registry.example/base/java:17-slim", "mirror.example/docker-hub", "CNCF Distribution")) {
                assertThat(text, containsString(set));
            }
            assertEquals(
                    List.of(),
                    browser.evaluate("[...document.querySelectorAll('.error')].filter(e => e.offsetParent)"
                            + ".map(e => e.textContent)"));
            assertEquals(List.of(), complaints(browser));
        }
    }
}
