package io.jenkins.containerbuild.registry;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/**
 * Explains a failed request to the user: the registry, the request, the response, and what to do.
 *
 * @param credentials explains which credentials were used and how to change them
 */
record Failure(String registry, RegistryCall call, RegistryOptions options, Supplier<String> credentials) {
    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_DETAIL = 200;

    /** Added to the error if the server expects TLS. */
    private static final String TLS_WANTED = " (it requires TLS)";

    /** Creates the exception for an unsuccessful response, and closes the response. */
    ServiceException answered(Response response, int attempts) {
        try (response) {
            long again = RetryAfter.milliseconds(response);
            String words = words(response);
            String found = response.status() + " " + reason(response.status()) + words + times(attempts);
            String advice = words.equals(TLS_WANTED) ? believe() : advice(response.status(), again);
            return again < 0
                    ? new ServiceException(sentence(found, advice))
                    : new ServiceException(sentence(found, advice), Duration.ofMillis(again));
        }
    }

    /** Creates the exception for a request that received no response. */
    ServiceException network(IOException fault, int attempts) {
        String host = host();
        if (fault instanceof Authorization.Refused refused) {
            String message = sentence(fault.getMessage() + times(attempts), tokenAdvice(refused));
            return refused.retryAfterMillis() < 0
                    ? new ServiceException(message, fault)
                    : new ServiceException(message, Duration.ofMillis(refused.retryAfterMillis()));
        }
        if (fault instanceof Connector.ProxyFault) {
            return new ServiceException(
                    sentence(fault.getMessage(), Vocabulary.inUse().checkProxy("https")), fault);
        }
        if (fault instanceof Endpoint.Forbidden) {
            return new ServiceException(
                    registry + ": " + call.action() + " of " + call.repository() + ": " + fault.getMessage());
        }
        String advice = "try again, and check the network and the registry";
        if (fault instanceof ConnectException) {
            advice = "check that the registry is running at " + host
                    + (Loopback.is(call.request().address().host())
                            ? ""
                            : ", and whether a proxy is needed ("
                                    + Vocabulary.inUse().proxy() + ")");
        } else if (fault instanceof UnknownHostException) {
            return new ServiceException(
                    sentence(
                            "the host " + fault.getMessage() + " cannot be resolved" + times(attempts),
                            "check the name of the image, the machine's DNS, and whether a proxy is needed ("
                                    + Vocabulary.inUse().proxy() + ")"),
                    fault);
        } else if (fault instanceof SocketTimeoutException) {
            advice = "try again, and check the network and the registry";
        } else if (fault instanceof SSLException) {
            advice = tlsAdvice(fault);
        }
        return new ServiceException(sentence(describe(fault) + times(attempts), advice), fault);
    }

    private String tokenAdvice(Authorization.Refused refused) {
        int status = refused.status();
        if (status == 401 || status == 403) {
            return advice(status, -1);
        }
        return Session.isPassing(status)
                ? "try again later"
                : "check the token server (auth realm) in the configuration of the registry";
    }

    /** Creates the exception for a response with wrong content. */
    ServiceException wrong(String found) {
        return new ServiceException(sentence(found, "check the registry and the proxies in front of it"));
    }

    private String tlsAdvice(IOException fault) {
        if (isNoTls(fault)) {
            return Vocabulary.inUse().ifPlainHttp(host());
        }
        return isAlert(fault)
                ? "if the registry requires client certificates, put client.cert and client.key into "
                        + options.certificates().resolve(host())
                : believe();
    }

    private String believe() {
        return "put the certificate of its authority into "
                + options.certificates().resolve(host()) + "/ca.crt";
    }

    private String host() {
        return registry.equals("docker.io") ? "registry-1.docker.io" : registry;
    }

    private String sentence(String found, String advice) {
        return registry + ": " + call.action() + " of " + call.repository() + ": " + found + "; " + advice;
    }

    private String advice(int status, long again) {
        return switch (status) {
            case 401 -> credentials.get() + orTypo();
            case 403 ->
                "the user needs permission to "
                        + (call.access() == RegistryCall.Access.PUSH ? "push to " : "pull from ") + registry + "/"
                        + call.repository() + orTypo();
            case 404 -> "check the name " + registry + "/" + call.repository() + " and that it exists";
            case 407 -> Vocabulary.inUse().checkProxy("http");
            case 413 -> "raise the upload limit of the registry or of the proxy in front of it";
            case 429 ->
                "the registry limits the rate of requests; try again "
                        + (again < 0 ? "later" : "in " + (again + 999) / 1000 + " s")
                        + (registry.equals("docker.io")
                                ? ", or " + Vocabulary.inUse().logIn(registry)
                                : "");
            default ->
                status >= 500
                        ? "try again later, and check the log of the registry"
                        : "check that the registry supports the OCI distribution specification";
        };
    }

    /**
     * Returns further advice about the image name, because registries do not reveal without credentials whether an
     * image exists.
     */
    private String orTypo() {
        return call.access() == RegistryCall.Access.PULL
                ? ", or check the name: registries give the same answer for images that do not exist"
                : "";
    }

    /** The standard reason phrase of a status code; the phrase that the server sent is not used. */
    private static String reason(int status) {
        String name = status < 600 ? EnglishReasonPhraseCatalog.INSTANCE.getReason(status, null) : null;
        return name == null ? "unknown status" : name;
    }

    /** The registry's error message in parentheses, or "" if there is none. */
    private static String words(Response response) {
        try {
            byte[] body = response.bytes(LONGEST_ERROR);
            String text = new String(body, 0, Math.min(body.length, 400), StandardCharsets.ISO_8859_1);
            if (text.contains("HTTP request") && text.contains("HTTPS")) {
                return TLS_WANTED;
            }
            List<JsonObject> errors = JsonObject.parse(body).objects("errors");
            if (errors.isEmpty()) {
                return "";
            }
            String words = errors.get(0).string("code") + ": " + errors.get(0).string("message");
            words = words.replaceAll("\\p{Cntrl}", " ").strip();
            return " (" + (words.length() > LONGEST_DETAIL ? words.substring(0, LONGEST_DETAIL) + "…" : words) + ")";
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isNoTls(IOException fault) {
        String message = String.valueOf(fault.getMessage());
        return message.contains("Unsupported or unrecognized SSL message") || message.contains("plaintext");
    }

    /** Whether the server aborted the handshake with a TLS alert. */
    private static boolean isAlert(IOException fault) {
        return String.valueOf(fault.getMessage()).contains("fatal alert");
    }

    private String describe(IOException fault) {
        if (fault instanceof SocketTimeoutException) {
            String message = String.valueOf(fault.getMessage());
            return message.matches("(no|less) .*")
                    ? message
                    : "no response within " + options.patience().idle().toMillis() + " ms";
        }
        if (fault instanceof SSLException) {
            String kind = isAlert(fault) ? "the TLS handshake failed" : "its certificate is not trusted";
            return isNoTls(fault) ? "it does not support TLS" : kind + " (" + fault.getMessage() + ")";
        }
        if (fault instanceof ConnectException) {
            return "connection refused";
        }
        boolean cut = fault instanceof SocketException
                || fault instanceof ConnectionClosedException
                || fault instanceof NoHttpResponseException
                || fault instanceof MalformedChunkCodingException;
        return cut || fault.getMessage() == null ? "the connection was closed" : fault.getMessage();
    }

    private static String times(int attempts) {
        return attempts == 1 ? "" : ", " + attempts + " attempts";
    }
}
