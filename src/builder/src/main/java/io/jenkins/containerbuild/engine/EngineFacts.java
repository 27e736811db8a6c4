package io.jenkins.containerbuild.engine;

import com.google.re2j.Pattern;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The version and features of an engine.
 *
 * @param headers response headers of a ping
 */
public record EngineFacts(Map<String, String> headers) {
    /**
     * Minor number of the first engine API version (1.42) whose built-in frontend supports heredocs, --link and
     * --chmod, the features for which Dockerfiles request the syntax docker/dockerfile:1.
     */
    private static final int HEREDOCS_SINCE = 42;

    private static final String DIRECTIVES = "((?:#[ \\t]*[a-z]+[ \\t]*=[^\\n]*\\n)*";
    private static final Pattern BUILT_IN = Pattern.compile(
            "\\A" + DIRECTIVES + "?)#[ \\t]*syntax[ \\t]*=[ \\t]*docker/dockerfile:1[ \\t]*\\r?\\n" + DIRECTIVES + ")",
            Pattern.CASE_INSENSITIVE);

    /** Pings the engine. Throws {@link ServiceException} if it does not respond or reports an error. */
    public static EngineFacts ask(EngineClient engine) {
        EngineResponse.Whole pong = engine.ask("GET", "/_ping");
        if (!pong.isSuccess()) {
            String message = EngineClient.message(pong);
            throw new ServiceException("the engine at " + engine.endpoint() + " is not well: " + message
                    + (message.contains("HTTPS server")
                            ? "; " + Vocabulary.inUse().engineTls()
                            : "; its log says more"));
        }
        return new EngineFacts(pong.headers());
    }

    /**
     * Removes {@code # syntax=docker/dockerfile:1} from a Dockerfile if the engine's built-in frontend supports that
     * syntax, so that no frontend image has to be pulled. No line number of an instruction changes, because an empty
     * comment after the other directives replaces the removed line.
     */
    public byte[] withBuiltInFrontend(byte[] dockerfile) {
        String text = new String(dockerfile, StandardCharsets.ISO_8859_1);
        if (minorVersion() < HEREDOCS_SINCE) {
            return dockerfile;
        }
        return BUILT_IN.matcher(text).replaceFirst("$1$2#\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the engine's built-in frontend supports named contexts. */
    public boolean hasNamedContexts() {
        return minorVersion() >= HEREDOCS_SINCE;
    }

    private int minorVersion() {
        String version = headers.getOrDefault("api-version", "");
        return version.matches("1\\.[0-9]{1,4}") ? Integer.parseInt(version.substring(2)) : 0;
    }
}
