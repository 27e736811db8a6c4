package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Sends requests to one registry: adds credentials, follows redirects and repeats requests after temporary failures.
 * Only hosts that are allowed to be insecure are reached without TLS, and only the registry itself receives
 * credentials.
 */
final class Session {
    private static final int MOST_REDIRECTS = 5;

    private final Endpoint endpoint;
    private final Transport transport;
    private final RegistryOptions options;
    private final Authorization authorization;
    private List<Challenge> rootChallenges;

    /**
     * @param credentialKey key of the credential: the registry, or a longer name for which the caller has a credential
     */
    Session(Endpoint endpoint, Transport transport, RegistryOptions options, String credentialKey) {
        this.endpoint = endpoint;
        this.transport = transport;
        this.options = options;
        Credentials credentials = new Credentials(options);
        this.authorization = new Authorization(
                endpoint.base(),
                () -> credentials.find(credentialKey),
                request -> follow(
                        request,
                        request.address(),
                        Optional.ofNullable(request.headers().get("Authorization"))));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Backoff newBackoff() {
        return new Backoff(options.patience().retries());
    }

    /** Reads the final response to a request. */
    interface Reading<T> {
        T from(Response response) throws IOException;
    }

    /**
     * Sends a request, repeats it after temporary failures, and reads the final response. The statuses 401 and 403
     * cause an exception, unless the call {@linkplain RegistryCall#readsTarget reads the target of a push}. The
     * response is closed, unless {@code reading} returns it.
     *
     * @throws io.jenkins.containerbuild.fault.ServiceException if there is no final response
     */
    <T> T send(RegistryCall call, Reading<T> reading) {
        Backoff backoff = newBackoff();
        while (true) {
            Response response = null;
            T result = null;
            try {
                response = once(call);
                if (!isPassing(response.status())) {
                    result = reading.from(response);
                    return result;
                }
                if (!backoff.pause(RetryAfter.milliseconds(response))) {
                    throw failure(call).answered(response, backoff.attempts());
                }
            } catch (IOException e) {
                pauseOrThrow(call, backoff, e);
            } finally {
                if (response != null && response != result) {
                    response.close();
                }
            }
        }
    }

    /** Sends a request as above, and returns the response with its unread body; the caller must close the response. */
    Response send(RegistryCall call) {
        return send(call, response -> response);
    }

    /** Waits after a network failure, or throws the exception for the user if no other attempt should be made. */
    void pauseOrThrow(RegistryCall call, Backoff backoff, IOException fault) {
        if (Thread.currentThread().isInterrupted()) {
            throw Backoff.cancelled();
        }
        long asked = fault instanceof Authorization.Refused refused ? refused.retryAfterMillis() : -1;
        if (!mayPass(fault) || !backoff.pause(asked)) {
            throw failure(call).network(fault, backoff.attempts());
        }
    }

    Failure failure(RegistryCall call) {
        return new Failure(endpoint.registry(), call, options, () -> authorization.describe(endpoint.registry()));
    }

    static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500 && status != 501 && status != 505;
    }

    private static boolean mayPass(IOException fault) {
        return !(fault instanceof SSLHandshakeException
                || fault instanceof SSLPeerUnverifiedException
                || fault instanceof Connector.ProxyFault
                || fault instanceof Endpoint.Forbidden
                || fault instanceof Authorization.Refused refused && !isPassing(refused.status()));
    }

    /**
     * Sends a request, and sends it again with credentials if the registry requires them. Throws an exception for 401
     * and 403, except when the target of a push is read: registries that create repositories on the first push respond
     * to such a read with 401 or 403, and only the push itself shows whether the user has permission. The caller checks
     * all other statuses.
     */
    Response once(RegistryCall call) throws IOException {
        Response response = signed(call);
        if ((response.status() == 401 || response.status() == 403) && !call.readsTarget()) {
            throw failure(call).answered(response, 1);
        }
        return response;
    }

    /**
     * Sends a request that may fail, without repeating it. Returns the response with any status, or empty if there is
     * none.
     */
    Optional<Response> attempt(RegistryCall call) {
        try {
            return Optional.of(signed(call));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Backoff.cancelled();
            }
            return Optional.empty();
        }
    }

    private Response signed(RegistryCall call) throws IOException {
        try {
            return identified(call);
        } catch (Authorization.Refused e) {
            if (call.readsTarget() && (e.status() == 401 || e.status() == 403)) {
                return follow(call.request(), endpoint.base(), Optional.empty());
            }
            throw e;
        }
    }

    private Response identified(RegistryCall call) throws IOException {
        Optional<String> header = authorization.header(call.scopes());
        Response response = follow(call.request(), endpoint.base(), header);
        if (!requiresCredentials(response, header)) {
            return response;
        }
        List<Challenge> offered = Challenge.parse(response.headers("WWW-Authenticate"));
        if (!authorization.challenged(offered, call.scopes(), header.orElse(null))) {
            boolean hidden = header.isEmpty() && authorization.hasCredential();
            if (!hidden || !authorization.challenged(rootChallenges(), call.scopes(), null)) {
                return response;
            }
        }
        response.close();
        return follow(call.request(), endpoint.base(), authorization.header(call.scopes()));
    }

    /**
     * Whether the registry may require credentials: some registries respond to unauthenticated requests with 403 or
     * 404.
     */
    private static boolean requiresCredentials(Response response, Optional<String> header) {
        return switch (response.status()) {
            case 401 -> true;
            case 403 -> header.isEmpty() || response.header("WWW-Authenticate").isPresent();
            case 404 -> header.isEmpty();
            default -> false;
        };
    }

    /** The challenges that the registry sends for {@code /v2/}; requested once. */
    private synchronized List<Challenge> rootChallenges() throws IOException {
        if (rootChallenges == null) {
            try (Response response = follow(Request.get(endpoint.address("")), endpoint.base(), Optional.empty())) {
                rootChallenges = Challenge.parse(response.headers("WWW-Authenticate"));
            }
        }
        return rootChallenges;
    }

    /**
     * Sends a request and follows redirects; a request that changes something is redirected only within its origin, by
     * 307 or 308. Only the origin of {@code trusted} receives the header. A 401 response from another host is an error,
     * because answering its challenge could send the password to any server.
     */
    private Response follow(Request request, Address trusted, Optional<String> header) throws IOException {
        Address at = endpoint.secured(request.address(), trusted);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Response response = transport.send(addressed(request.to(at), trusted, header));
            if (response.status() == 401 && !at.sameOrigin(trusted)) {
                response.close();
                throw new Endpoint.Forbidden("the registry redirects to " + at.host() + ", which responds with 401");
            }
            Optional<String> location = response.header("Location");
            if (location.isEmpty() || !isRedirect(response.status())) {
                return response;
            }
            Address next = endpoint.secured(Endpoint.resolve(at, "Location", location.get()), trusted);
            boolean keepsMethod = response.status() >= 307;
            if (!request.isSafe() && !(keepsMethod && next.sameOrigin(at))) {
                return response;
            }
            response.close();
            at = next;
        }
        throw new IOException("more than " + MOST_REDIRECTS + " redirects");
    }

    private Request addressed(Request request, Address trusted, Optional<String> header) {
        Request next = request.without("Authorization");
        String own = request.address().authorization();
        String value = header.isPresent() && request.address().sameOrigin(trusted) ? header.get() : own;
        return value == null ? next : next.with("Authorization", value);
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }
}
