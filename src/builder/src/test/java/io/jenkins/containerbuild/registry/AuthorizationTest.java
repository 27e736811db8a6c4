package io.jenkins.containerbuild.registry;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.MediaTypes;
import io.jenkins.containerbuild.testing.FaultyProxy;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;

/** Who asks: basic authentication with a real registry, bearer tokens with a token server that writes down whom it gave what. */
public class AuthorizationTest {
    private static final String OR_TYPO =
            ", or check the name: registries give the same answer for images that do not exist";

    @ClassRule
    public static final LocalRegistry BASIC = new LocalRegistry().withUser("ann", "top-secret");

    private final TokenRegistry registry = new TokenRegistry();
    private final List<RegistryClient> clients = new ArrayList<>();

    @After
    public void close() {
        clients.forEach(RegistryClient::close);
        registry.close();
    }

    @Test
    public void dockersConfigurationOpensARegistryWithPasswords() {
        RegistryClient client = client(RegistryOptions.defaults()
                .withEnvironment(Map.of("DOCKER_CONFIG", BASIC.dockerConfig().toString())));

        pushAndPull(client.repository(BASIC.host(), "app"));
    }

    @Test
    public void theCallersCredentialDoesToo() {
        RegistryClient client =
                client(nobody().withCredential(BASIC.host(), Credential.ofPassword("ann", "top-secret", "Jenkins")));

        pushAndPull(client.repository(BASIC.host(), "app"));
    }

    private static void pushAndPull(Repository repository) {
        byte[] content = new byte[100_000];
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, content);
        repository.upload(blob, () -> new ByteArrayInputStream(content), sent -> {});
        assertTrue(repository.hasBlob(blob.digest()));
    }

    @Test
    public void wrongPasswordIsReportedButNotShown() {
        RegistryClient client =
                client(nobody().withCredential(BASIC.host(), Credential.ofPassword("ann", "wrong-secret", "Jenkins")));

        ServiceException fault = assertThrows(ServiceException.class, () -> client.repository(BASIC.host(), "app")
                .head("1"));

        assertEquals(
                BASIC.host()
                        + ": read manifest 1 of app: 401 Unauthorized (UNAUTHORIZED: authentication required);"
                        + " the credentials from Jenkins were refused; run: docker login "
                        + BASIC.host() + OR_TYPO,
                fault.getMessage());
        assertShowsNot("wrong-secret", fault);
        assertShowsNot(HttpProxy.basic("ann:wrong-secret"), fault);
    }

    @Test
    public void missingPasswordIsReported() {
        ServiceException fault = assertThrows(
                ServiceException.class,
                () -> client(nobody()).repository(BASIC.host(), "app").manifest("1"));

        assertEquals(
                BASIC.host() + ": read manifest 1 of app: 401 Unauthorized (UNAUTHORIZED: authentication required);"
                        + " no credentials were found; run: docker login " + BASIC.host() + OR_TYPO,
                fault.getMessage());
    }

    @Test
    public void aTokenIsAskedForOnceForAllThatItAllows() {
        Repository app = ann().repository(registry.host(), "team/app");

        app.head("1");
        app.head("2");
        app.manifest("3");

        assertEquals(List.of("ann repository:team/app:pull"), registry.given);
        assertEquals("only the first request was sent without a token", 1, registry.refused.size());
    }

    @Test
    public void twoUsersInOneJvmNeverShareTokens() {
        Repository forAnn = ann().repository(registry.host(), "app");
        Repository forBob = client(nobody().withCredential(
                                registry.host(), Credential.ofPassword("bob", TokenRegistry.password("bob"), "test")))
                .repository(registry.host(), "app");

        forAnn.head("1");
        forBob.head("2");
        forAnn.head("3");

        assertEquals(
                List.of("ann HEAD /v2/app/manifests/1", "bob HEAD /v2/app/manifests/2", "ann HEAD /v2/app/manifests/3"),
                registry.served);
    }

    @Test
    public void oneRegistryMayHaveAUserForEachFolder() {
        RegistryClient client = client(nobody().withCredential(
                        registry.host(), Credential.ofPassword("ann", TokenRegistry.password("ann"), "test"))
                .withCredential(
                        registry.host() + "/base",
                        Credential.ofPassword("bob", TokenRegistry.password("bob"), "test")));

        client.repository(registry.host(), "team/app").head("1");
        client.repository(registry.host(), "base").head("2");
        client.repository(registry.host(), "base/debian").head("3");
        client.repository(registry.host(), "baseless").head("4");

        assertEquals(
                List.of(
                        "ann HEAD /v2/team/app/manifests/1",
                        "bob HEAD /v2/base/manifests/2",
                        "bob HEAD /v2/base/debian/manifests/3",
                        "ann HEAD /v2/baseless/manifests/4"),
                registry.served);
    }

    @Test
    public void anonymousTokenIsUsedWithoutCredentials() {
        client(nobody()).repository(registry.host(), "app").head("1");

        assertEquals(List.of("anonymous repository:app:pull"), registry.given);
    }

    @Test
    public void aWriterAsksForMoreThanAReader() {
        Repository app = ann().repository(registry.host(), "app");

        app.head("1");
        app.putManifest("1", MediaTypes.OCI_MANIFEST, TokenRegistry.MANIFEST);

        assertEquals(List.of("ann repository:app:pull", "ann repository:app:pull,push"), registry.given);
    }

    @Test
    public void aMountNeedsTwoRepositories() {
        Repository app = ann().repository(registry.host(), "app");
        app.head("1");

        assertTrue(app.mount(Digest.of(TokenRegistry.MANIFEST), "base"));

        assertEquals("ann repository:app:pull,push repository:base:pull", registry.given.get(1));
    }

    @Test
    public void aTokenThatExpiresInTheMiddleIsFetchedAgain() {
        Repository app = ann().repository(registry.host(), "app");
        app.head("1");
        registry.forgetTokens();

        app.head("2");

        assertEquals(2, registry.given.size());
        assertEquals("ann HEAD /v2/app/manifests/2", registry.served.get(1));
    }

    @Test
    public void aTokenThatIsKnownToHaveExpiredIsNotTried() throws Exception {
        registry.expiresIn = "0.000001";
        Repository app = ann().repository(registry.host(), "app");
        app.head("1");

        app.head("2");

        assertEquals(2, registry.given.size());
        assertEquals(1, registry.refused.size());
    }

    @Test
    public void aTokenThatDoesNotHelpIsFetchedOnce() {
        registry.challenge = "Bearer realm=\"REALM\",service=\"test registry\"";
        Repository app = ann().repository(registry.host(), "app");
        app.head("1");
        registry.given.clear();
        Repository blind = client(nobody().withCredential(
                                registry.host(),
                                new Credential(Credential.Kind.REGISTRY_TOKEN, "", "stale-token", "test")))
                .repository(registry.host(), "app");

        ServiceException fault = assertThrows(ServiceException.class, () -> blind.head("1"));

        assertTrue(fault.getMessage(), fault.getMessage().contains("the credentials from test were refused"));
        assertShowsNot("stale-token", fault);
        assertEquals(List.of(), registry.given);
    }

    @Test
    public void anIdentityTokenIsTradedForABearerToken() {
        Credential credential =
                new Credential(Credential.Kind.IDENTITY_TOKEN, "", TokenRegistry.identityToken("bob"), "test");

        client(nobody().withCredential(registry.host(), credential))
                .repository(registry.host(), "app")
                .head("1");

        assertEquals(List.of("bob repository:app:pull"), registry.given);
    }

    @Test
    public void refusalOfTheTokenServerIsReported() {
        RegistryClient client = client(
                nobody().withCredential(registry.host(), Credential.ofPassword("ann", "wrong-secret", "Jenkins")));

        ServiceException fault = assertThrows(ServiceException.class, () -> client.repository(registry.host(), "app")
                .head("1"));

        assertEquals(
                registry.host() + ": read manifest 1 of app: the token server 127.0.0.1 responded with 401;"
                        + " the credentials from Jenkins were refused; run: docker login " + registry.host() + OR_TYPO,
                fault.getMessage());
        assertShowsNot("wrong-secret", fault);
    }

    @Test
    public void allFormsOfAChallengeAreUnderstood() {
        for (String form : List.of(
                "Bearer realm=\"REALM\", service=\"test registry\"",
                "Negotiate, Bearer service=\"test registry\",realm=\"REALM\"",
                "Basic realm=\"x\", bearer Realm=\"REALM\" , service = \"test registry\", error=\"invalid_token\"")) {
            registry.challenge = form;
            client(nobody()).repository(registry.host(), "app").head("1");
        }
        assertEquals(3, registry.given.size());
    }

    @Test
    public void aTokenServerInPlainHttpElsewhereGetsNoPassword() {
        registry.challenge = "Bearer realm=\"http://other.example/token\",service=\"test registry\"";

        ServiceException fault = assertThrows(ServiceException.class, () -> ann().repository(registry.host(), "app")
                .head("1"));

        assertTrue(fault.getMessage(), fault.getMessage().contains("unencrypted HTTP at other.example"));
    }

    @Test
    public void aBlobElsewhereIsReadWithoutOurAuthorization() throws Exception {
        Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, TokenRegistry.MANIFEST);

        byte[] bytes = ann().repository(registry.host(), "app").blob(blob).readAllBytes();

        assertArrayEquals(TokenRegistry.MANIFEST, bytes);
        assertEquals(List.of("- /signed"), registry.elsewhere);
    }

    @Test
    public void whoeverARegistrySendsOnToCannotAskForOurPassword() {
        try (FaultyProxy stranger = new FaultyProxy(0)) {
            stranger.on("GET", "/signed")
                    .always()
                    .answer(401, "", "WWW-Authenticate: Bearer realm=\"http://" + stranger.host() + "/token\"");
            registry.blobsAt = "http://" + stranger.host() + "/signed";
            Descriptor blob = Descriptor.of(MediaTypes.OCI_LAYER, TokenRegistry.MANIFEST);

            ServiceException fault = assertThrows(
                    ServiceException.class,
                    () -> ann().repository(registry.host(), "app").blob(blob).readAllBytes());

            assertEquals(
                    registry.host() + ": read blob " + blob.digest()
                            + " of app: the registry redirects to 127.0.0.1, which responds with 401",
                    fault.getMessage());
            assertEquals(List.of("GET /signed"), stranger.requests());
        }
    }

    @Test
    public void tokenServersWithoutOAuthReceiveTheIdentityTokenAsAPassword() {
        for (int status : new int[] {400, 401, 404, 405, 501}) {
            registry.oauth = status;
            registry.given.clear();
            Credential token =
                    new Credential(Credential.Kind.IDENTITY_TOKEN, "", TokenRegistry.identityToken("bob"), "test");
            RegistryClient bob = client(nobody().withCredential(registry.host(), token));

            assertTrue(bob.repository(registry.host(), "app").head("1").isPresent());
            assertEquals(status + "", List.of("bob repository:app:pull"), registry.given);
        }
    }

    @Test
    public void anIdentityTokenIsNotSentOn() {
        try (FaultyProxy authority = new FaultyProxy(0);
                FaultyProxy stranger = new FaultyProxy(0)) {
            authority.on("POST", "/token").answer(307, "", "Location: http://" + stranger.host() + "/token");
            stranger.on("POST", "/").always().answer(200, "{\"token\":\"t\"}");
            registry.challenge = "Bearer realm=\"http://" + authority.host() + "/token\",service=\"test registry\"";
            RegistryClient client = client(nobody().withCredential(
                            registry.host(), new Credential(Credential.Kind.IDENTITY_TOKEN, "", "top-secret", "test")));

            assertThrows(ServiceException.class, () -> client.repository(registry.host(), "app")
                    .head("1"));

            assertEquals(List.of(), stranger.requests());
        }
    }

    /** What reads JSON tells what it could not read. */
    @Test
    public void aTokenThatCannotBeReadIsNotShown() {
        try (FaultyProxy authority = new FaultyProxy(0)) {
            authority.on("GET", "/token").always().answer(200, "{\"token\":s3cretToken}");
            registry.challenge = "Bearer realm=\"http://" + authority.host() + "/token\",service=\"test registry\"";

            ServiceException fault = assertThrows(ServiceException.class, () -> ann().repository(registry.host(), "app")
                    .head("1"));

            assertTrue(
                    fault.getMessage(),
                    fault.getMessage().contains("the token server 127.0.0.1 sent a response without a usable token"));
            assertShowsNot("s3cretToken", fault);
        }
    }

    @Test
    public void manyThreadsFetchOneToken() throws Exception {
        Repository app = ann().repository(registry.host(), "app");
        app.head("0");
        registry.forgetTokens();
        registry.given.clear();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            running.add(threads.submit(() -> app.head("1")));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();

        assertEquals(33, registry.served.size());
        assertEquals(List.of("ann repository:app:pull"), registry.given);
    }

    @Test
    public void expiryIsReadAsTokenServersWriteIt() {
        for (String life : List.of("299.98", "\"300\"", "\" \"", "null", "0", "-1", "1e999", "true", "[]", "\"NaN\"")) {
            registry.expiresIn = life;
            registry.given.clear();
            Repository app = ann().repository(registry.host(), "app");
            app.head("1");
            app.head("2");
            assertEquals(life, List.of("ann repository:app:pull"), registry.given);
        }
    }

    @Test
    public void anEmptyServiceIsNotSent() {
        registry.service = "";
        for (String form : List.of("Bearer realm=\"REALM\",service=\"\"", "Bearer realm=\"REALM\"")) {
            registry.challenge = form;
            assertTrue(form, ann().repository(registry.host(), "app").head("1").isPresent());
        }
    }

    @Test
    public void permanentErrorOfTheTokenServerIsReportedOnce() {
        for (int status : new int[] {400, 404, 410}) {
            try (FaultyProxy authority = new FaultyProxy(0)) {
                authority.on("GET", "/token").always().answer(status, "");
                registry.challenge = "Bearer realm=\"http://" + authority.host() + "/token\"";
                ServiceException fault =
                        assertThrows(ServiceException.class, () -> ann().repository(registry.host(), "app")
                                .manifest("1"));
                assertEquals(
                        registry.host() + ": read manifest 1 of app: the token server 127.0.0.1 responded with "
                                + status + "; check the token server (auth realm) in the configuration of the registry",
                        fault.getMessage());
                assertEquals(1, authority.requests().size());
            }
        }
    }

    @Test
    public void aRegistryThatHidesFromAnonymousRequestsIsAskedForAChallenge() {
        for (int status : new int[] {403, 404}) {
            registry.anonymous = status;
            registry.refused.clear();
            Repository app = ann().repository(registry.host(), "app");
            assertTrue(app.head("1").isPresent());
            assertTrue(app.head("2").isPresent());
            assertEquals(List.of("HEAD /v2/app/manifests/1", "GET /v2/"), registry.refused);
        }
    }

    @Test
    public void aTargetIsReadWithTheScopeOfItsPush() {
        ImageReference target = ImageReference.parse(registry.host() + "/new/app:1");

        ann().target(target).head("1");

        assertEquals(List.of("ann repository:new/app:pull,push"), registry.given);
    }

    @Test
    public void aTargetThatMayNotBeReadIsTakenForEmpty() {
        ImageReference target = ImageReference.parse(registry.host() + "/new/app:1");
        RegistryClient wrong =
                client(nobody().withCredential(registry.host(), Credential.ofPassword("ann", "wrong", "test")));

        assertTrue(wrong.target(target).head("1").isEmpty());
        assertThrows(ServiceException.class, () -> wrong.repository(target).head("1"));
    }

    @Test
    public void aMountWhoseTokenIsRefusedIsNoError() {
        for (int status : new int[] {401, 403, 404}) {
            registry.severalScopes = status;
            Repository app = ann().repository(registry.host(), "app");
            app.head("1");
            assertFalse(app.mount(Digest.of(TokenRegistry.MANIFEST), "base"));
        }
    }

    @Test
    public void onlyARegistryOnLoopbackMayLeadToPlainHttpThere() throws Exception {
        RegistryTls tls = new RegistryTls(java.nio.file.Path.of("/nonexistent"));
        RegistryOptions options = nobody().withInsecureHosts(java.util.Set.of("plain.example"));
        for (String host : List.of("registry.example", "plain.example", "127.0.0.1.example")) {
            Endpoint endpoint = Endpoint.of(host, options, tls);
            for (String to : List.of("http://127.0.0.1:8080/token", "http://localhost/", "http://[::1]:1/")) {
                assertThrows(
                        host + " to " + to,
                        Endpoint.Forbidden.class,
                        () -> endpoint.secured(Address.parse(to), endpoint.base()));
            }
        }
        Endpoint local = Endpoint.of("localhost:5000", options, tls);
        Address token = Address.parse("http://127.0.0.1:8080/token");
        assertEquals(token, local.secured(token, local.base()));
    }

    private RegistryClient ann() {
        return client(nobody().withCredential(
                        registry.host(), Credential.ofPassword("ann", TokenRegistry.password("ann"), "test")));
    }

    private RegistryClient client(RegistryOptions options) {
        RegistryClient client = new RegistryClient(options);
        clients.add(client);
        return client;
    }

    private static RegistryOptions nobody() {
        return RegistryOptions.defaults()
                .withEnvironment(Map.of("HOME", "/nonexistent"))
                .withRetries(new RegistryOptions.Retries(2, Duration.ofMillis(10), Duration.ofSeconds(1)));
    }

    private static void assertShowsNot(String secret, Throwable fault) {
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString(), trace.toString().contains(secret));
    }
}
