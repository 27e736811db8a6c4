package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.registry.Credentials.Found;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Creates the {@code Authorization} header for one registry and one credential: basic authentication, or bearer tokens
 * that a token server issues for a set of scopes (CNCF Distribution, token authentication). Tokens are stored only in
 * this object.
 */
final class Authorization {
    /** Lifetime in seconds of tokens without {@code expires_in}, as defined by the token specification. */
    private static final double DEFAULT_LIFE = 60;

    /** Maximum lifetime in seconds. A token that is valid for longer is renewed after this time. */
    private static final double LONGEST_LIFE = 86_400;

    private static final int LONGEST_ANSWER = 1 << 20;

    /** Statuses with which token servers without OAuth2 reject POST; Azure and Artifactory send 400 and 401. */
    private static final Set<Integer> WITHOUT_OAUTH = Set.of(400, 401, 404, 405, 501);

    private final Address registry;
    private final Supplier<Found> lookup;
    private final TokenServer server;
    private Found found;
    private Challenge challenge;
    private final Map<List<String>, Token> tokens = new HashMap<>();

    /**
     * Maps the scopes that we request to the scopes that the registry demanded, which may name the repository
     * differently.
     */
    private final Map<List<String>, String> asked = new HashMap<>();

    /** Sends a request to a token server and returns its response with any status. */
    interface TokenServer {
        Response send(Request request) throws IOException;
    }

    private record Token(String header, long expires) {}

    Authorization(Address registry, Supplier<Found> lookup, TokenServer server) {
        this.registry = registry;
        this.lookup = lookup;
        this.server = server;
    }

    /** The header for these scopes, or empty if the registry has not sent a challenge yet. */
    synchronized Optional<String> header(List<String> scopes) throws IOException {
        if (challenge == null) {
            return Optional.empty();
        }
        if (challenge.scheme().equals("basic")) {
            return Optional.of(basic());
        }
        Token token = tokens.get(scopes);
        if (token == null || token.expires() - System.nanoTime() < 0) {
            token = fetch(scopes);
            tokens.put(scopes, token);
        }
        return Optional.of(token.header());
    }

    /**
     * Selects a challenge from a response that requires credentials.
     *
     * @param rejected the header that was sent, or null if there was none
     * @return whether to try again with another header
     */
    synchronized boolean challenged(List<Challenge> offered, List<String> scopes, String rejected) {
        Optional<Challenge> best = choose(offered);
        if (best.isEmpty()) {
            return false;
        }
        challenge = best.get();
        if (challenge.scheme().equals("basic")) {
            return !basic().equals(rejected);
        }
        if (!challenge.parameter("scope").isEmpty()) {
            asked.put(scopes, challenge.parameter("scope"));
        }
        Token token = tokens.get(scopes);
        if (token != null && token.header().equals(rejected)) {
            tokens.remove(scopes);
        }
        return true;
    }

    /** Selects a bearer challenge if one is usable, otherwise a basic challenge if the credential is a password. */
    private Optional<Challenge> choose(List<Challenge> offered) {
        for (Challenge one : offered) {
            if (one.scheme().equals("bearer")
                    && (!one.parameter("realm").isEmpty() || is(Credential.Kind.REGISTRY_TOKEN))) {
                return Optional.of(one);
            }
        }
        return offered.stream()
                .filter(one -> one.scheme().equals("basic") && is(Credential.Kind.PASSWORD))
                .findFirst();
    }

    /** Explains where the credential comes from, what may be wrong with it and how to set another one, for messages. */
    synchronized String describe(String registry) {
        String trouble = found().trouble().isEmpty() ? "" : " (" + found().trouble() + ")";
        return found().credential() == null
                ? "no credentials were found" + trouble + "; "
                        + Vocabulary.inUse().logIn(registry)
                : "the credentials from " + found().credential().source() + " were refused" + trouble + "; "
                        + Vocabulary.inUse().logInAsAnother(registry);
    }

    synchronized boolean hasCredential() {
        return found().credential() != null;
    }

    private Found found() {
        if (found == null) {
            found = lookup.get();
        }
        return found;
    }

    private boolean is(Credential.Kind kind) {
        return found().credential() != null && found().credential().kind() == kind;
    }

    private String basic() {
        return HttpProxy.basic(
                found().credential().user() + ":" + found().credential().secret());
    }

    private Token fetch(List<String> scopes) throws IOException {
        if (is(Credential.Kind.REGISTRY_TOKEN)) {
            return new Token("Bearer " + found().credential().secret(), Long.MAX_VALUE / 2 + System.nanoTime());
        }
        List<String> wanted = merged(scopes, asked.getOrDefault(scopes, ""));
        Address tokenServer = Endpoint.resolve(registry, "WWW-Authenticate", challenge.parameter("realm"));
        if (is(Credential.Kind.IDENTITY_TOKEN)) {
            try (Response response = server.send(refresh(tokenServer, wanted))) {
                if (!WITHOUT_OAUTH.contains(response.status())) {
                    return read(tokenServer, response);
                }
            }
        }
        try (Response response = server.send(tokenRequest(tokenServer, wanted))) {
            return read(tokenServer, response);
        }
    }

    /**
     * Merges scopes into one per resource, because some token servers reject several scopes for the same resource:
     * {@code a:pull,push} and {@code a:pull} become {@code a:pull,push}.
     */
    private static List<String> merged(List<String> scopes, String more) {
        Map<String, Set<String>> actions = new LinkedHashMap<>();
        for (String scope : (String.join(" ", scopes) + " " + more).strip().split(" +")) {
            int colon = scope.lastIndexOf(':') + 1;
            actions.computeIfAbsent(scope.substring(0, colon), resource -> new LinkedHashSet<>())
                    .addAll(List.of(scope.substring(colon).split(",")));
        }
        List<String> merged = new ArrayList<>();
        actions.forEach((resource, all) -> merged.add(resource + String.join(",", all)));
        return merged;
    }

    /** The request that exchanges the identity token for a bearer token (OAuth2). */
    private Request refresh(Address tokenServer, List<String> scopes) {
        List<String> form = service();
        form.add("grant_type=refresh_token");
        form.add("client_id=container-build");
        form.add("scope=" + encode(String.join(" ", scopes)));
        form.add("refresh_token=" + encode(found().credential().secret()));
        byte[] body = String.join("&", form).getBytes(StandardCharsets.US_ASCII);
        return new Request(
                "POST",
                tokenServer,
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                new Request.Bytes(body));
    }

    private List<String> service() {
        String service = challenge.parameter("service");
        return new ArrayList<>(service.isEmpty() ? List.of() : List.of("service=" + encode(service)));
    }

    /** The GET request for a token without OAuth2, which all token servers support. */
    private Request tokenRequest(Address tokenServer, List<String> scopes) {
        List<String> query = service();
        scopes.forEach(scope -> query.add("scope=" + encode(scope)));
        Request request = Request.get(tokenServer.with(String.join("&", query)));
        return found().credential() == null ? request : request.with("Authorization", basic());
    }

    private static Token read(Address tokenServer, Response response) throws IOException {
        if (response.status() != 200) {
            throw new Refused(tokenServer, "responded with " + response.status(), response);
        }
        try {
            JsonObject json = JsonObject.parse(response.bytes(LONGEST_ANSWER));
            String token = json.string("token").isEmpty() ? json.string("access_token") : json.string("token");
            if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c <= '~')) {
                // Use only 90 % of the lifetime, so that the token does not expire during a request.
                return new Token("Bearer " + token, System.nanoTime() + (long) (lifeSeconds(json) * 900_000_000));
            }
        } catch (IllegalArgumentException e) {
            // This exception is dropped, because its message might quote a token.
        }
        throw new Refused(tokenServer, "sent a response without a usable token", response);
    }

    /** Reads {@code expires_in}, which some token servers send as a string or a fraction. */
    private static double lifeSeconds(JsonObject json) {
        try {
            double seconds = Double.parseDouble(String.valueOf(json.members().get("expires_in")));
            return seconds > 0 ? Math.min(seconds, LONGEST_LIFE) : DEFAULT_LIFE;
        } catch (NumberFormatException e) {
            return DEFAULT_LIFE;
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The token server did not issue a token. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final long retryAfterMillis;

        Refused(Address tokenServer, String what, Response response) {
            super("the token server " + tokenServer.host() + " " + what);
            this.status = response.status();
            this.retryAfterMillis = RetryAfter.milliseconds(response);
        }

        int status() {
            return status;
        }

        /**
         * Milliseconds after which the token server allows another request, or -1 if the server did not specify a
         * delay.
         */
        long retryAfterMillis() {
            return retryAfterMillis;
        }
    }
}
