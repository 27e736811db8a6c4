package io.jenkins.containerbuild.engine;

import com.google.re2j.Pattern;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What an engine says of itself.
 *
 * @param headers of its answer to a ping
 */
public record EngineFacts(Map<String, String> headers) {
    /** From this API on the built-in frontend reads what the syntax docker/dockerfile:1 is named for: heredocs, --link, --chmod. */
    private static final int HEREDOCS_SINCE = 42;

    private static final String DIRECTIVES = "((?:#[ \\t]*[a-z]+[ \\t]*=[^\\n]*\\n)*";
    private static final Pattern BUILT_IN = Pattern.compile(
            "\\A" + DIRECTIVES + "?)#[ \\t]*syntax[ \\t]*=[ \\t]*docker/dockerfile:1[ \\t]*\\r?\\n" + DIRECTIVES + ")",
            Pattern.CASE_INSENSITIVE);

    /** Throws {@link ServiceException} where it does not answer. */
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
     * The Dockerfile without a {@code # syntax=docker/dockerfile:1}, where the engine's own frontend reads what that one does: so nothing
     * has to be pulled to read it. An empty comment keeps its place, behind the other directives.
     */
    public byte[] withBuiltInFrontend(byte[] dockerfile) {
        String text = new String(dockerfile, StandardCharsets.ISO_8859_1);
        if (minorVersion() < HEREDOCS_SINCE) {
            return dockerfile;
        }
        return BUILT_IN.matcher(text).replaceFirst("$1$2#\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether the engine's own frontend knows named contexts. */
    public boolean hasNamedContexts() {
        return minorVersion() >= HEREDOCS_SINCE;
    }

    private int minorVersion() {
        String version = headers.getOrDefault("api-version", "");
        return version.matches("1\\.[0-9]{1,4}") ? Integer.parseInt(version.substring(2)) : 0;
    }
}
