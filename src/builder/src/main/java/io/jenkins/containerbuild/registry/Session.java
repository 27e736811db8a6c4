package io.jenkins.containerbuild.registry;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Asks one registry: signs requests, follows redirects, repeats what failed for reasons that pass. Requests go in clear only to hosts that
 * may be spoken to so, and credentials only to the registry itself.
 */
final class Session {
    private static final int MOST_REDIRECTS = 5;

    private final Endpoint endpoint;
    private final Transport transport;
    private final RegistryOptions options;
    private final Authorization authorization;
    private List<Challenge> rootChallenges;

    /** @param credentialKey whose credentials are used: the registry's name, or a longer one that the caller has a credential for */
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

    /** Takes from an answer, whatever its status, what the caller needs. */
    interface Reading<T> {
        T from(Response response) throws IOException;
    }

    /**
     * Asks until there is an answer that another attempt would not change, and reads it; its status may be any but 401, 403 and those that
     * pass. The answer is closed unless the reading gives it back itself.
     *
     * @throws io.jenkins.containerbuild.fault.ServiceException where there is none
     */
    <T> T send(Ask ask, Reading<T> reading) {
        Backoff backoff = newBackoff();
        while (true) {
            Response response = null;
            T result = null;
            try {
                response = once(ask);
                if (!isPassing(response.status())) {
                    result = reading.from(response);
                    return result;
                }
                if (!backoff.pause(RetryAfter.milliseconds(response))) {
                    throw failure(ask).answered(response, backoff.attempts());
                }
            } catch (IOException e) {
                pauseOrThrow(ask, backoff, e);
            } finally {
                if (response != null && response != result) {
                    response.close();
                }
            }
        }
    }

    /** The answer itself, its body still on the wire; for the caller to close. */
    Response send(Ask ask) {
        return send(ask, response -> response);
    }

    /** Waits after a fault of the network, or throws what the user reads where no other attempt shall be made. */
    void pauseOrThrow(Ask ask, Backoff backoff, IOException fault) {
        if (Thread.currentThread().isInterrupted()) {
            throw Backoff.cancelled();
        }
        long asked = fault instanceof Authorization.Refused refused ? refused.retryAfterMillis() : -1;
        if (!mayPass(fault) || !backoff.pause(asked)) {
            throw failure(ask).network(fault, backoff.attempts());
        }
    }

    Failure failure(Ask ask) {
        return new Failure(endpoint.registry(), ask, options, () -> authorization.describe(endpoint.registry()));
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
     * Asks once (twice if the registry wants to know who asks); 401 and 403 throw, other statuses are the caller's to judge. Registries that
     * create a repository with its first push answer 401 and 403 when it is read before; the push itself tells whether the user may push.
     */
    Response once(Ask ask) throws IOException {
        Response response = signed(ask);
        if ((response.status() == 401 || response.status() == 403) && !ask.readsTarget()) {
            throw failure(ask).answered(response, 1);
        }
        return response;
    }

    /** Asks once, for a request that the caller can do without: the answer, whatever its status, or empty if there is none. */
    Optional<Response> attempt(Ask ask) {
        try {
            return Optional.of(signed(ask));
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw Backoff.cancelled();
            }
            return Optional.empty();
        }
    }

    private Response signed(Ask ask) throws IOException {
        try {
            return identified(ask);
        } catch (Authorization.Refused e) {
            if (ask.readsTarget() && (e.status() == 401 || e.status() == 403)) {
                return follow(ask.request(), endpoint.base(), Optional.empty());
            }
            throw e;
        }
    }

    private Response identified(Ask ask) throws IOException {
        Optional<String> header = authorization.header(ask.scopes());
        Response response = follow(ask.request(), endpoint.base(), header);
        if (!asksWho(response, header)) {
            return response;
        }
        List<Challenge> offered = Challenge.parse(response.headers("WWW-Authenticate"));
        if (!authorization.challenged(offered, ask.scopes(), header.orElse(null))) {
            boolean hidden = header.isEmpty() && authorization.hasCredential();
            if (!hidden || !authorization.challenged(rootChallenges(), ask.scopes(), null)) {
                return response;
            }
        }
        response.close();
        return follow(ask.request(), endpoint.base(), authorization.header(ask.scopes()));
    }

    /** Some registries answer 403 or 404 to requests without credentials. */
    private static boolean asksWho(Response response, Optional<String> header) {
        return switch (response.status()) {
            case 401 -> true;
            case 403 -> header.isEmpty() || response.header("WWW-Authenticate").isPresent();
            case 404 -> header.isEmpty();
            default -> false;
        };
    }

    /** The ways to authenticate that the registry offers at {@code /v2/}; asked once. */
    private synchronized List<Challenge> rootChallenges() throws IOException {
        if (rootChallenges == null) {
            try (Response response = follow(Request.get(endpoint.address("")), endpoint.base(), Optional.empty())) {
                rootChallenges = Challenge.parse(response.headers("WWW-Authenticate"));
            }
        }
        return rootChallenges;
    }

    /**
     * Sends, and sends on where the answer says so. The header and bodies go to the origin of {@code trusted} alone, and no one else is
     * heard who wants to know who asks: their challenge could lead our password anywhere.
     */
    private Response follow(Request request, Address trusted, Optional<String> header) throws IOException {
        Address at = endpoint.secured(request.address(), trusted);
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            Response response = transport.send(addressed(request.to(at), trusted, header));
            if (response.status() == 401 && !at.sameOrigin(trusted)) {
                response.close();
                throw new Endpoint.Forbidden("the registry sends on to " + at.host() + ", which answers 401");
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
