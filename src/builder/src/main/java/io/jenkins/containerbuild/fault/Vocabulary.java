package io.jenkins.containerbuild.fault;

/**
 * The front end's phrases for settings and remedies. The library does not know whether its messages are read on a
 * terminal or in a Jenkins log, so messages take every phrase that depends on the front end from here.
 *
 * <p>A front end registers its implementation in {@code META-INF/services} (see {@link java.util.ServiceLoader}),
 * visible to the library's class loader. Without one, the phrases of the command line are used. Implementations must
 * have a public constructor without parameters and must be thread-safe.
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

    /** The name of the setting for the proxy. */
    String proxy();

    /**
     * Advice (an imperative) for a proxy that refuses a request.
     *
     * @param scheme scheme of the requested address, {@code http} or {@code https}
     */
    String checkProxy(String scheme);

    /** Advice for a host that may use unencrypted HTTP. */
    String ifPlainHttp(String host);

    /** Advice (an imperative) for a host that uses unencrypted HTTP. */
    String plainHttp(String host);

    /** The setting that selects an engine, for use as in "choose another engine with …". */
    String engine();

    /** Advice (an imperative) to use no Docker context. */
    String noDockerContext();

    /** Advice (an imperative) to use TLS with an engine and verify its certificate. */
    String engineTls();

    /** Advice (an imperative) to connect to an engine without TLS. */
    String noEngineTls();

    /** Advice appended to the list of catalogue names if a base is not among them, or "". */
    String baseOfCatalogue();

    /** Advice appended to the name of a file that is not in the context, if the reason is unknown, or "". */
    String fileOfContext();
}
