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

/**
 * Words a failed request for the user: which registry, what was asked, what came, what would work.
 *
 * @param credentials says which were used, and what to do about them
 */
record Failure(String registry, Ask ask, RegistryOptions options, Supplier<String> credentials) {
    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_DETAIL = 200;

    /** What servers written in Go, nginx and Apache say where TLS was expected. */
    private static final String TLS_WANTED = " (it speaks TLS: a folder for it in certs.d says so)";

    /** An answer with a status that is none of success; closes it. */
    ServiceException answered(Response response, int attempts) {
        try (response) {
            long again = RetryAfter.milliseconds(response);
            String words = words(response);
            String found = response.status() + " " + Status.reason(response.status()) + words + times(attempts);
            String advice = words.equals(TLS_WANTED) ? believe() : advice(response.status(), again);
            return again < 0
                    ? new ServiceException(sentence(found, advice))
                    : new ServiceException(sentence(found, advice), Duration.ofMillis(again));
        }
    }

    /** No answer at all. */
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
                    registry + ": " + ask.action() + " of " + ask.repository() + ": " + fault.getMessage());
        }
        String advice = "try again; the network or the registry is in trouble";
        if (fault instanceof ConnectException) {
            advice = "is the registry running at " + host
                    + (Loopback.is(ask.request().address().host())
                            ? "?"
                            : ", and is a proxy needed (" + Vocabulary.inUse().proxy() + ")?");
        } else if (fault instanceof UnknownHostException) {
            return new ServiceException(
                    sentence(
                            "the host " + fault.getMessage() + " is not known" + times(attempts),
                            "check the name of the image, the machine's DNS, and whether a proxy is needed ("
                                    + Vocabulary.inUse().proxy() + ")"),
                    fault);
        } else if (fault instanceof SocketTimeoutException) {
            advice = "the registry or the network hangs; try again";
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

    /** An answer whose content is wrong. */
    ServiceException wrong(String found) {
        return new ServiceException(sentence(found, "the registry or something on the way to it is damaged"));
    }

    private String tlsAdvice(IOException fault) {
        if (isNoTls(fault)) {
            return Vocabulary.inUse().ifPlainHttp(host());
        }
        return isAlert(fault)
                ? "if it wants to know who calls, put a client's certificate and key into "
                        + options.certificates().resolve(host()) + "/client.cert and client.key"
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
        return registry + ": " + ask.action() + " of " + ask.repository() + ": " + found + "; " + advice;
    }

    private String advice(int status, long again) {
        return switch (status) {
            case 401 -> credentials.get() + orTypo();
            case 403 ->
                "the user needs the right to " + (ask.access() == Ask.Access.PUSH ? "push to " : "pull from ")
                        + registry + "/" + ask.repository() + orTypo();
            case 404 -> "check the name " + registry + "/" + ask.repository() + " and that it exists";
            case 407 -> Vocabulary.inUse().checkProxy("http");
            case 413 -> "the registry or a proxy before it limits the size of uploads";
            case 429 ->
                "the registry limits how often it is asked; try again "
                        + (again < 0 ? "later" : "in " + (again + 999) / 1000 + " s")
                        + (registry.equals("docker.io")
                                ? ", or " + Vocabulary.inUse().logIn(registry)
                                : "");
            default ->
                status >= 500
                        ? "the registry is in trouble; try again later"
                        : "the registry does not take this request; does it follow the OCI distribution specification?";
        };
    }

    /** Registries do not tell strangers what exists. */
    private String orTypo() {
        return ask.access() == Ask.Access.PULL
                ? ", or check the name: registries give the same answer for images that do not exist"
                : "";
    }

    /** The registry's own words, if it has some. */
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

    /** The other side broke the handshake off. */
    private static boolean isAlert(IOException fault) {
        return String.valueOf(fault.getMessage()).contains("fatal alert");
    }

    private String describe(IOException fault) {
        if (fault instanceof SocketTimeoutException) {
            String message = String.valueOf(fault.getMessage());
            return message.startsWith("no ")
                    ? message
                    : "no answer within " + options.patience().idle().toMillis() + " ms";
        }
        if (fault instanceof SSLException) {
            String kind = isAlert(fault) ? "the TLS handshake failed" : "its certificate is not trusted";
            return isNoTls(fault) ? "it does not speak TLS" : kind + " (" + fault.getMessage() + ")";
        }
        if (fault instanceof ConnectException) {
            return "connection refused";
        }
        boolean cut = fault instanceof SocketException
                || fault instanceof ConnectionClosedException
                || fault instanceof NoHttpResponseException
                || fault instanceof MalformedChunkCodingException;
        return cut || fault.getMessage() == null ? "the connection was cut" : fault.getMessage();
    }

    private static String times(int attempts) {
        return attempts == 1 ? "" : ", " + attempts + " attempts";
    }
}
