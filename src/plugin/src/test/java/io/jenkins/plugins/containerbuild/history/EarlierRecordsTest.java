package io.jenkins.plugins.containerbuild.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import com.thoughtworks.xstream.converters.ConversionException;
import hudson.util.XStream2;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.Test;
import org.kohsuke.stapler.export.Flavor;
import org.kohsuke.stapler.export.ModelBuilder;
import org.kohsuke.stapler.export.NamedPathPruner;

/** Records that the version before the JSON form stored, in a build.xml that it wrote. */
public class EarlierRecordsTest {
    private final XStream2 xstream = new XStream2();

    static String resource(String name) throws IOException {
        try (InputStream in = EarlierRecordsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private RunHistory earlier() throws IOException {
        String xml = resource("earlier-build.xml");
        String tag = "io.jenkins.plugins.containerbuild.history.RunHistory>";
        return read(xml.substring(xml.indexOf("<" + tag), xml.indexOf("</" + tag) + tag.length() + 2));
    }

    private RunHistory read(String xml) {
        return (RunHistory) xstream.fromXML(xml);
    }

    private static JsonObject api(RunHistory history, String tree) throws IOException {
        StringWriter json = new StringWriter();
        new ModelBuilder()
                .get(RunHistory.class)
                .writeTo(history, new NamedPathPruner(tree), Flavor.JSON.createDataWriter(history, json));
        return JsonObject.parse(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject api(RunHistory history) throws IOException {
        StringWriter json = new StringWriter();
        new ModelBuilder().get(RunHistory.class).writeTo(history, 0, Flavor.JSON.createDataWriter(history, json));
        JsonObject all = JsonObject.parse(json.toString().getBytes(StandardCharsets.UTF_8));
        for (JsonObject record : all.objects("records")) {
            assertEquals(List.of(), record.members().remove("findings"));
        }
        return all;
    }

    private static JsonObject earlierApi() throws IOException {
        return JsonObject.parse(resource("earlier-api.json").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void apiIsTheSame() throws IOException {
        assertEquals(earlierApi(), api(earlier()));
    }

    @Test
    public void treeSelectsMembersOfParts() throws IOException {
        JsonObject record = api(earlier(), "records[digest,bases[digest],baseline[verdicts[rule]]]")
                .objects("records")
                .get(0);
        String digest = "sha256:4c8db55a465e9879eada2932d35a0848443b31f376df03fa2df3a48ce67b8289";
        assertEquals(
                "{\"baseline\":{\"verdicts\":[{\"rule\":\"base-has-digest\"},{\"rule\":\"runs-as-root\"},{\"rule\":\"image-labels\"}]},"
                        + "\"bases\":[{\"digest\":\"" + digest + "\"}],\"digest\":\""
                        + earlier().getRecords().get(0).getDigest() + "\"}",
                record.toString());
    }

    @Test
    public void recordsAreStoredAsJsonAndStayTheSame() throws IOException {
        String stored = xstream.toXML(earlier());
        assertThat(stored, containsString("<report>{"));
        assertThat(stored, not(containsString("<instructionCount>")));
        assertEquals(earlierApi(), api(read(stored)));
    }

    /** The first versions stored neither bases nor directories nor the number of instructions. */
    @Test
    public void recordOfTheFirstVersionHasItsBase() {
        RunHistory history = read("""
                <io.jenkins.plugins.containerbuild.history.RunHistory><records>
                <io.jenkins.plugins.containerbuild.history.BuildRecord>
                <tags/><repository>r.example/app</repository><digest>sha256:12</digest>
                <baseReference>debian:12</baseReference><baseDigest>sha256:34</baseDigest>
                <started>0</started><bytes>-1</bytes><baseBytes>-1</baseBytes>
                </io.jenkins.plugins.containerbuild.history.BuildRecord>
                </records></io.jenkins.plugins.containerbuild.history.RunHistory>
                """);
        BuildRecord record = history.getRecords().get(0);
        assertEquals("r.example/app@sha256:12", record.getReference());
        assertEquals("debian:12", record.getBaseReference());
        assertEquals("sha256:34", record.getBaseDigest());
        assertEquals(-1, record.getBytes());
        assertEquals(-1, record.getApplicationBytes());
        assertEquals(0, record.getInstructionCount());
    }

    @Test
    public void invalidRecordIsNamed() {
        String xml = "<io.jenkins.plugins.containerbuild.history.BuildRecord><report>[1]</report>"
                + "</io.jenkins.plugins.containerbuild.history.BuildRecord>";
        ConversionException e = assertThrows(ConversionException.class, () -> xstream.fromXML(xml));
        assertThat(e.getMessage(), containsString("invalid record of a container build"));
    }
}
