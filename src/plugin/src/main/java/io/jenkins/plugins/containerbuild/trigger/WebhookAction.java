package io.jenkins.plugins.containerbuild.trigger;

import hudson.Extension;
import hudson.model.UnprotectedRootAction;
import hudson.security.csrf.CrumbExclusion;
import io.jenkins.containerbuild.notification.Notification;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * Receives registry events at the URL {@code container-build-webhook/NAME}. Anyone can send requests to this URL.
 * Therefore the body of a request without the secret is not read, responses have no body, and an event only determines
 * which base images are checked.
 */
@Extension
public final class WebhookAction implements UnprotectedRootAction {
    static final String URL_NAME = "container-build-webhook";
    static final int MAX_BODY_BYTES = 256 * 1024;
    private static final int AT_ONCE = 500;
    private static final int PER_SECOND = 100;
    private static final Logger LOGGER = Logger.getLogger(WebhookAction.class.getName());

    /** Rate limits by webhook name; only configured webhooks have an entry. */
    private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();

    private volatile LongSupplier nanoTime = System::nanoTime;
    private volatile RateLimit complaints = new RateLimit(3, 1, nanoTime);
    private final Object reading = new Object();

    /** Exempts the URL from CSRF crumbs, which registries cannot send; requests are authenticated by the secret. */
    @Extension
    public static final class Crumbless extends CrumbExclusion {
        @Override
        public boolean process(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            String path = request.getPathInfo();
            if (path == null || !path.startsWith("/" + URL_NAME + "/")) {
                return false;
            }
            chain.doFilter(request, response);
            return true;
        }
    }

    /** Resets all rate limits and replaces their clock, so that tests depend neither on time nor on each other. */
    void reset(LongSupplier clock) {
        nanoTime = clock;
        limits.clear();
        complaints = new RateLimit(3, 1, clock);
    }

    /** Handles all paths below the URL. */
    public void doDynamic(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        response.setStatus(answer(request));
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(0);
    }

    /** Handles the URL without a path. */
    public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        doDynamic(request, response);
    }

    private int answer(StaplerRequest2 request) throws IOException {
        if (!request.getMethod().equals("POST")) {
            return HttpServletResponse.SC_METHOD_NOT_ALLOWED;
        }
        String[] path = request.getRestOfPath().split("/", 4);
        String name = path.length > 1 ? path[1] : "";
        Optional<WebhookSource> source = BaseChangeConfiguration.get().webhook(name);
        if (source.isEmpty() || !source.get().isSecret(token(request, path, source.get()))) {
            complain("refused a request without the right secret for "
                    + source.map(WebhookSource::getName).orElse("a webhook that is not configured"));
            return HttpServletResponse.SC_FORBIDDEN;
        }
        if (!limits.computeIfAbsent(name, key -> new RateLimit(AT_ONCE, PER_SECOND, nanoTime))
                .take()) {
            return 429;
        }
        byte[] body = body(request);
        if (body.length > MAX_BODY_BYTES) {
            complain(name + " sent more than " + MAX_BODY_BYTES + " bytes, which is the limit for an event");
            return HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE;
        }
        return accept(source.get(), body);
    }

    private static String token(StaplerRequest2 request, String[] path, WebhookSource source) {
        if (source.getFormat().hasTokenInUrl() && path.length > 2) {
            return path[2];
        }
        String header = request.getHeader("Authorization");
        if (header == null) {
            header = request.getHeader("X-Container-Build-Token");
        }
        return header == null
                ? ""
                : header.regionMatches(true, 0, "Bearer ", 0, 7)
                        ? header.substring(7).trim()
                        : header.trim();
    }

    /** Reads the request body; returns one byte more than {@link #MAX_BODY_BYTES} if the body is longer. */
    private static byte[] body(StaplerRequest2 request) throws IOException {
        return request.getContentLengthLong() > MAX_BODY_BYTES
                ? new byte[MAX_BODY_BYTES + 1]
                : request.getInputStream().readNBytes(MAX_BODY_BYTES + 1);
    }

    private int accept(WebhookSource source, byte[] body) {
        Notification notification;
        try {
            // Only one body is parsed at a time: in memory, a parsed body can be thirty times as large as its text.
            synchronized (reading) {
                notification = source.getFormat().format().read(body);
            }
        } catch (IllegalArgumentException e) {
            complain(source.getName() + " sent an invalid " + source.getFormat().getDisplayName() + " event: "
                    + e.getMessage());
            return HttpServletResponse.SC_BAD_REQUEST;
        }
        if (source.getRegistry() != null) {
            notification = notification.from(source.getRegistry());
        }
        WebhookActivity.get().add(notification.scopes(), Instant.now());
        Verifier.get().claimed(notification.pushed());
        return HttpServletResponse.SC_ACCEPTED;
    }

    /** Logs a warning, at a limited rate. */
    private void complain(String message) {
        if (complaints.take()) {
            LOGGER.log(Level.WARNING, "Webhook for base images: {0}", message);
        }
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return URL_NAME;
    }
}
