package io.jenkins.containerbuild.fault;

/**
 * What the front end calls the things that would work. The library finds faults and knows remedies, but not whether somebody reads them on a
 * terminal or in the log of a Jenkins; so wherever a remedy is worded by front end, its message takes the phrase from here.
 *
 * <p>A front end has its own words by naming its implementation in {@code META-INF/services} (see {@link java.util.ServiceLoader}), beside the
 * library, where the library's class loader finds it. Without one, those of the command line are used. Implementations need a public
 * constructor without parameters, and are asked by several threads.
 */
public interface Vocabulary {

    /** That of the front end which this library is a part of. */
    static Vocabulary inUse() {
        return FrontEnd.vocabulary();
    }

    /** A setting's name: {@code --build-arg}. */
    String setting(Setting setting);

    /** A setting with a value: {@code --builder docker}. */
    String setting(Setting setting, String value);

    /** Ways for an image to leave a builder that keeps it, joined by "or". */
    String waysOut();

    /** The same, of those by which others can see its manifest. */
    String waysOfManifest();

    /** How to give credentials for a registry that knows nobody. */
    String logIn(String registry);

    /** How to give others for a registry that refuses those that it got. */
    String logInAsAnother(String registry);

    /** How to give credentials with the right to push there. */
    String logInToPush(String registry);

    /** Where a proxy is set. */
    String proxy();

    /**
     * What to look at where a proxy refuses.
     *
     * @param scheme of the address that is asked for, {@code http} or {@code https}
     */
    String checkProxy(String scheme);

    /** What to do about a host that may speak plain http, if it does. */
    String ifPlainHttp(String host);

    /** What to do about a host that does speak plain http. */
    String plainHttp(String host);

    /** Where an engine is named: "name another with …". */
    String engine();

    /** What does without the Docker context that is chosen. */
    String noDockerContext();

    /** What makes TLS with an engine be used, and its certificate be checked. */
    String engineTls();

    /** What leaves TLS with an engine away. */
    String noEngineTls();

    /** Behind the names of the catalogue, where a base is none of them; "" for nothing. */
    String baseOfCatalogue();

    /** Behind the name of a file that the context lacks, where nothing is known of why; "" for nothing. */
    String fileOfContext();
}
