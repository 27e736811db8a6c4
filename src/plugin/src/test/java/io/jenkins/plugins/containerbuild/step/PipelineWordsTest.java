package io.jenkins.plugins.containerbuild.step;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Messages of the library use phrases of Jenkins when the plugin is present; see {@link LogExcerptsTest} for frequent
 * messages.
 */
public class PipelineWordsTest {
    @Rule
    public final LocalRegistry registry = new LocalRegistry().withUser("robot", "s3cr3t-word");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void libraryFindsTheVocabulary() {
        assertThat(Vocabulary.inUse(), instanceOf(PipelineWords.class));
    }

    @Test
    public void settingsAreNamedAsParametersOfTheStep() {
        String[][] rows = {
            {Setting.BUILDER.inWords("embedded"), "builder: 'embedded'"},
            {Setting.BUILD_ARGUMENT.inWords(), "buildArgs"},
            {Setting.MAX_AGE.inWords(), "maxAge"},
            {Setting.LABEL.inWords(), "labels"},
            {Setting.TARGET.inWords(), "target"},
            {Setting.NO_CACHE.inWords(), "noCache: true"},
            {Setting.CACHE_FROM.inWords(), "cacheFrom"},
            {Setting.SECRET.inWords(), "secrets"},
        };
        for (String[] row : rows) {
            assertEquals(row[1], row[0]);
        }
    }

    @Test
    public void noPhraseMentionsTheCommandLine() throws Exception {
        Vocabulary words = new PipelineWords();
        for (Setting setting : Setting.values()) {
            assertOfJenkins(setting.name(), words.setting(setting));
            assertOfJenkins(setting.name(), words.setting(setting, "value"));
        }
        for (Method method : Vocabulary.class.getMethods()) {
            if (method.getReturnType() == String.class && !method.getName().equals("setting")) {
                Object[] names = Arrays.stream(method.getParameters())
                        .map(ignored -> "registry.example")
                        .toArray();
                assertOfJenkins(method.getName(), (String) method.invoke(words, names));
            }
        }
    }

    private static void assertOfJenkins(String phrase, String said) {
        assertFalse(phrase + ": " + said, said.matches(".*(--\\w|(^| )-[a-z]\\b|docker login|DOCKER_|_proxy).*"));
    }

    /** The controller checks base images itself and logs failures. */
    @Test
    public void checksFromTheControllerUsePhrasesOfJenkins() {
        try (RegistryClient client = new RegistryClient(RegistryOptions.defaults())) {
            ServiceException refused = assertThrows(
                    ServiceException.class, () -> client.repository(ImageReference.parse(registry.reference("a/b:1")))
                            .find("1"));
            assertThat(
                    refused.getMessage(),
                    containsString("no credentials were found; set credentialsId to Jenkins credentials for this"
                            + " registry, or set them in the base image's entry in Manage Jenkins → System → Container"
                            + " Build"));
        }
    }

    @Test
    public void unwritableCacheIsReportedAsAGlobalSetting() throws Exception {
        Path below = folder.newFile().toPath();
        Files.writeString(below, "no directory");
        ServiceException fault =
                assertThrows(ServiceException.class, () -> CacheDirectory.open(below.resolve("cache"), 1 << 20));
        assertThat(
                fault.getMessage(),
                containsString("use a directory that can be written to (the agents' cache in Manage Jenkins → System →"
                        + " Container Build)"));
    }
}
