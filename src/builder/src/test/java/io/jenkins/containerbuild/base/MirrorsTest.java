package io.jenkins.containerbuild.base;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.image.Platform;
import io.jenkins.containerbuild.measure.PhaseTimer;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import io.jenkins.containerbuild.registry.RegistryOptions;
import io.jenkins.containerbuild.testing.ImageFixture;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Images of docker.io come from mirrors where these have them; docker.io itself is named by no test that passes without a network. */
public class MirrorsTest {
    /** Nobody listens on the port of discard. */
    private static final String DEAD = "127.0.0.1:9";

    @ClassRule
    public static final LocalRegistry FIRST = new LocalRegistry();

    @ClassRule
    public static final LocalRegistry SECOND = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> warnings = new ArrayList<>();
    private final Progress progress = new Progress() {
        @Override
        public void warning(String message) {
            warnings.add(message);
        }
    };

    private static ImageFixture fixture(String user) {
        return new ImageFixture().file("etc/motd", 0644, 0, 0, "hello\n").config("User", user);
    }

    /** What stands behind a name, with all its bytes read. */
    private BaseImage read(String name, String... mirrors) throws Exception {
        RegistryOptions options = RegistryOptions.defaults()
                .withRetries(new RegistryOptions.Retries(1, Duration.ofMillis(1), Duration.ofMillis(1)))
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
                .withMirrors(List.of(mirrors));
        try (RegistryClient client = new RegistryClient(options);
                CacheDirectory cache = CacheDirectory.open(folder.newFolder().toPath())) {
            BaseImage base = new BaseResolver(client, cache, new PhaseTimer(progress), progress)
                    .resolve(BaseResolver.Wanted.of(name, Platform.parse("linux/amd64")));
            try (InputStream layer = base.layers().open(base.manifest().layers().get(0))) {
                layer.skip(Long.MAX_VALUE);
            }
            return base;
        }
    }

    @Test
    public void theFirstMirrorThatHasItGivesIt() throws Exception {
        fixture("first").push(FIRST, "library/both:1");
        fixture("second").push(SECOND, "library/both:1");
        fixture("second").push(SECOND, "library/one:1");

        BaseImage both = read("both:1", FIRST.host(), SECOND.host());
        assertEquals("first", both.config().container().string("User"));
        assertEquals(
                "docker.io/library/both:1@" + both.descriptor().digest(),
                both.reference().toString());
        assertEquals(
                "second",
                read("one:1", FIRST.host(), SECOND.host()).config().container().string("User"));
        assertEquals(List.of(), warnings);
    }

    @Test
    public void unreachableMirrorIsSkippedWithAWarning() throws Exception {
        fixture("second").push(SECOND, "library/late:1");

        assertEquals(
                "second",
                read("late:1", DEAD, SECOND.host()).config().container().string("User"));
        assertEquals(warnings.toString(), 1, warnings.size());
        assertThat(warnings.get(0), containsString(DEAD));
    }

    @Test
    public void namesStandBehindThePathOfAMirror() throws Exception {
        fixture("proxied").push(FIRST, "docker-hub/team/app:1");

        assertEquals(
                "proxied",
                read("team/app:1", FIRST.host() + "/docker-hub")
                        .config()
                        .container()
                        .string("User"));
    }

    @Test
    public void imagesOfOtherRegistriesAreNotAskedFor() throws Exception {
        String name = fixture("own").push(FIRST, "base/own:1");
        SECOND.forgetRequests();

        assertEquals("own", read(name, SECOND.host()).config().container().string("User"));
        assertEquals(List.of(), SECOND.requests());
    }

    @Test
    public void imagesMissingInAllMirrorsComeFromDockerHub() {
        String name = "container-build-test/none:1";

        BuildException fault = assertThrows(BuildException.class, () -> read(name, FIRST.host()));
        assertThat(fault.getMessage(), containsString(name.substring(0, name.indexOf(':'))));
    }
}
