package io.jenkins.plugins.containerbuild;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.util.Secret;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.bind.JavaScriptMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.POST;

/**
 * All methods of the plugin that a URL can reach, found in its classes. Those of descriptors must require POST and a
 * permission, globally and below a job. The few others are listed here with the reason why they are safe.
 */
public class WebMethodsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    /** Reviewed methods by class and method, each with the reason and the test that checks it. */
    private static final Map<String, String> REVIEWED = new TreeMap<>(Map.of(
            "catalogue.BaseImagesLink.doCheck",
            "of the page, takes POST only, checks Jenkins.MANAGE (BaseImagesLinkTest)",
            "trigger.WebhookAction.doDynamic",
            "registries have no account; a secret lets them in (WebhookTest)",
            "trigger.WebhookAction.doIndex",
            "the same (WebhookTest)",
            "page.JobHistoryAction.doTrends",
            "reads only, checks Item.READ (PagesTest)",
            "page.JobHistoryAction.doCsv",
            "reads only, checks Item.READ (PagesTest)"));

    /** Methods that respond to everybody, only with the values of the request and without credentials. */
    private static boolean givesBackWhatWasChosen(Method method) {
        return method.getName().matches("doFill\\w*CredentialsIdItems");
    }

    private static List<Method> webMethods() throws Exception {
        Path root = Path.of(WebMethodsTest.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolveSibling("classes");
        List<Method> methods = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                if (name.startsWith(WebMethodsTest.class.getPackageName()) && !name.endsWith("package-info")) {
                    Stream.of(Class.forName(name, false, WebMethodsTest.class.getClassLoader())
                                    .getDeclaredMethods())
                            .filter(WebMethodsTest::isWebMethod)
                            .forEach(methods::add);
                }
            }
        }
        return methods;
    }

    private static boolean isWebMethod(Method method) {
        return Modifier.isPublic(method.getModifiers())
                && !method.isSynthetic()
                && (method.getName().matches("do[A-Z]\\w*")
                        || method.getName().equals("getDynamic")
                        || method.isAnnotationPresent(WebMethod.class)
                        || method.isAnnotationPresent(JavaScriptMethod.class));
    }

    private static String name(Method method) {
        String type = method.getDeclaringClass()
                .getName()
                .substring(WebMethodsTest.class.getPackageName().length() + 1);
        return type + "." + method.getName();
    }

    @Test
    public void webMethodsRequirePermission() throws Exception {
        addCredentials();
        FreeStyleProject job = JENKINS.createFreeStyleProject("job");
        JENKINS.jenkins.setSecurityRealm(JENKINS.createDummySecurityRealm());
        JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader"));
        JenkinsRule.WebClient client = JENKINS.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.getOptions().setJavaScriptEnabled(false);
        client.login("reader");
        Set<String> reviewed = new TreeSet<>();
        int held = 0;
        for (Method method : webMethods()) {
            if (REVIEWED.containsKey(name(method))) {
                reviewed.add(name(method));
                continue;
            }
            assertTrue(
                    name(method) + " is no descriptor's, so it must be reviewed",
                    Descriptor.class.isAssignableFrom(method.getDeclaringClass()));
            assertTrue(name(method) + " may be asked by GET", takesPostOnly(method));
            List<Descriptor<?>> owners = owners(method);
            assertFalse(name(method) + " is nobody's", owners.isEmpty());
            for (Descriptor<?> owner : owners) {
                assertRefused(client, url(owner, method), method);
                assertRefused(client, job.getUrl() + url(owner, method), method);
                held++;
            }
        }
        assertEquals("reviewed, but gone", REVIEWED.keySet(), reviewed);
        System.out.println("web methods: " + held + " refused, " + reviewed.size() + " reviewed");
        assertTrue(held >= 30);
    }

    private static void addCredentials() throws Exception {
        CredentialsStore store =
                CredentialsProvider.lookupStores(JENKINS.jenkins).iterator().next();
        CredentialsScope scope = CredentialsScope.GLOBAL;
        store.addCredentials(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(scope, "password-of-others", "", "robot", "secret"));
        store.addCredentials(
                Domain.global(), new StringCredentialsImpl(scope, "text-of-others", "", Secret.fromString("secret")));
    }

    private static boolean takesPostOnly(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            if (annotation instanceof POST || annotation instanceof RequirePOST) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private static List<Descriptor<?>> owners(Method method) {
        List<Descriptor<?>> owners = new ArrayList<>();
        for (Descriptor descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (method.getDeclaringClass().isInstance(descriptor)) {
                owners.add(descriptor);
            }
        }
        return owners;
    }

    /** The descriptor's URL with a value for each parameter. */
    private static String url(Descriptor<?> owner, Method method) {
        String name = method.getName().substring(2);
        StringBuilder url = new StringBuilder("descriptorByName/" + owner.getId() + "/"
                + Character.toLowerCase(name.charAt(0)) + name.substring(1) + "?");
        for (Parameter parameter : method.getParameters()) {
            if (parameter.isAnnotationPresent(QueryParameter.class)) {
                String given = parameter.getAnnotation(QueryParameter.class).value();
                url.append(given.isEmpty() ? parameter.getName() : given).append("=chosen&value=chosen&");
            }
        }
        return url.append("credentialsId=chosen").toString();
    }

    private static void assertRefused(JenkinsRule.WebClient client, String url, Method method) throws IOException {
        WebRequest get = new WebRequest(new URL(JENKINS.getURL(), url), HttpMethod.GET);
        assertTrue(
                url + " by GET",
                Set.of(404, 405).contains(client.getPage(get).getWebResponse().getStatusCode()));
        WebRequest post = client.addCrumb(new WebRequest(new URL(JENKINS.getURL(), url), HttpMethod.POST));
        var answer = client.getPage(post).getWebResponse();
        if (givesBackWhatWasChosen(method) && answer.getStatusCode() == 200) {
            assertFalse(url, answer.getContentAsString().contains("of-others"));
        } else {
            assertEquals(url, 403, answer.getStatusCode());
        }
    }
}
