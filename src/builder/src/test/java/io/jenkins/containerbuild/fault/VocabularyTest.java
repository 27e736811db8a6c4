package io.jenkins.containerbuild.fault;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

/** The words of the command line, on which scripts and people rely, are in use where no front end has brought others. */
public class VocabularyTest {
    private final Vocabulary words = Vocabulary.inUse();

    @Test
    public void settingsAreOptions() {
        String[][] rows = {
            {Setting.ANNOTATION.inWords(), "--annotation"},
            {Setting.BUILD_ARGUMENT.inWords(), "--build-arg"},
            {Setting.BUILD_CONTEXT.inWords(), "--build-context"},
            {Setting.BUILDER.inWords("docker"), "--builder docker"},
            {Setting.CACHE_DIRECTORY.inWords(), "--cache-dir"},
            {Setting.CACHE_FROM.inWords(), "--cache-from"},
            {Setting.CACHE_TO.inWords(), "--cache-to"},
            {Setting.CATALOGUE.inWords(), "--catalogue"},
            {Setting.COMPRESSION.inWords("zstd"), "--compression zstd"},
            {Setting.DOCKERFILE.inWords(), "-f"},
            {Setting.LABEL.inWords(), "--label"},
            {Setting.LAYER_SPLIT.inWords(), "--layer-split"},
            {Setting.MAX_AGE.inWords(), "--max-age"},
            {Setting.NO_CACHE.inWords(), "--no-cache"},
            {Setting.PLATFORM.inWords(), "--platform"},
            {Setting.SECRET.inWords(), "--secret"},
            {Setting.TARGET.inWords(), "--target"},
        };
        assertEquals(Setting.values().length, rows.length);
        for (String[] row : rows) {
            assertEquals(row[1], row[0]);
        }
    }

    @Test
    public void remediesAreThoseOfATerminal() {
        String[][] rows = {
            {words.waysOut(), "--push, --load or -o type=oci,dest=FILE"},
            {words.waysOfManifest(), "--push or -o type=oci,dest=FILE"},
            {words.logIn("reg.example:5000"), "run: docker login reg.example:5000"},
            {words.logIn("docker.io"), "run: docker login"},
            {words.logInAsAnother("reg.example:5000"), "run: docker login reg.example:5000"},
            {words.logInToPush("reg.example"), "run: docker login reg.example as a user who may push there"},
            {words.proxy(), "https_proxy"},
            {
                words.checkProxy("http"),
                "check http_proxy, its user and password, and no_proxy for hosts that need no proxy"
            },
            {
                words.ifPlainHttp("reg.example"),
                "if the registry uses unencrypted HTTP, add --insecure-registry reg.example"
            },
            {words.plainHttp("reg.example"), "add --insecure-registry reg.example to allow it"},
            {words.engine(), "DOCKER_HOST"},
            {words.noDockerContext(), "set DOCKER_HOST=unix:///var/run/docker.sock to use none"},
            {words.engineTls(), "set DOCKER_TLS_VERIFY=1, with the certificates in DOCKER_CERT_PATH"},
            {words.noEngineTls(), "unset DOCKER_TLS_VERIFY"},
            {words.baseOfCatalogue(), ""},
            {words.fileOfContext(), ""},
        };
        for (String[] row : rows) {
            assertEquals(row[1], row[0]);
        }
    }
}
