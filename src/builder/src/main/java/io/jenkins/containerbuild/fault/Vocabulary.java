package io.jenkins.containerbuild.fault;

/**
 * The front end's phrases for settings and remedies. Messages may appear on a terminal or in a Jenkins log, so this
 * interface provides every phrase that depends on the front end.
 *
 * <p>A front end registers its implementation in {@code META-INF/services} (see {@link java.util.ServiceLoader}),
 * visible to the library's class loader. If none is registered, the phrases of the command line are used.
 * Implementations must have a public constructor without parameters and must be thread-safe.
 */
public interface Vocabulary {

    /** The vocabulary of the front end that uses this library. */
    static Vocabulary inUse() {
        return FrontEnd.vocabulary();
    }

    /** A setting's name: {@code --build-arg}. */
    String setting(Setting setting);

    /** A setting with a value: {@code --builder docker}. */
    String setting(Setting setting, String value);

    /** The settings that export an image from a builder, joined by "or", for example {@code --push or --load}. */
    String waysOut();

    /** The settings whose outputs contain the image's manifest, joined by "or". */
    String waysOfManifest();

    /** Advice (an imperative) for a registry that requires credentials when none were given. */
    String logIn(String registry);

    /** Advice (an imperative) for a registry that rejected the credentials. */
    String logInAsAnother(String registry);

    /** Advice (an imperative) for credentials without permission to push. */
    String logInToPush(String registry);

    /** The name of the proxy setting. */
    String proxy();

    /**
     * Advice (an imperative) for a proxy that refuses a request.
     *
     * @param scheme scheme of the requested address, {@code http} or {@code https}
     */
    String checkProxy(String scheme);

    /** Conditional advice ("if …") for a host that does not respond with TLS and may use unencrypted HTTP. */
    String ifPlainHttp(String host);

    /** Advice (an imperative) to allow unencrypted HTTP for a host. */
    String plainHttp(String host);

    /** The setting that selects an engine, for use as in "choose another engine with …". */
    String engine();

    /** Advice (an imperative) to use no Docker context. */
    String noDockerContext();

    /** Advice (an imperative) to use TLS with an engine and verify its certificate. */
    String engineTls();

    /** Advice (an imperative) to connect to an engine without TLS. */
    String noEngineTls();

    /**
     * Advice for a base image that is not in the catalogue, appended to the list of catalogue names; "" if there is
     * none.
     */
    String baseOfCatalogue();

    /**
     * Advice for a file that is missing in the context for an unknown reason, appended to the message; "" if there is
     * none.
     */
    String fileOfContext();
}
