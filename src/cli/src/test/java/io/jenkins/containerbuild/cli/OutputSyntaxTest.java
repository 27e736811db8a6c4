package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.publish.Output;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The spellings are those of docker buildx build --output (buildx: util/buildflags/export.go, build/opt.go). */
public class OutputSyntaxTest {
    private static final List<ImageReference> NONE = List.of();

    @Test
    public void readsTheSyntaxOfBuildx() {
        Map<String, Output> cases = Map.ofEntries(
                Map.entry("type=oci,dest=a.tar", new Output.Archive(Output.Format.OCI, "a.tar", NONE)),
                Map.entry("dest=a.tar,type=oci", new Output.Archive(Output.Format.OCI, "a.tar", NONE)),
                Map.entry("type=oci", new Output.Archive(Output.Format.OCI, "-", NONE)),
                Map.entry("type=oci,dest=-", new Output.Archive(Output.Format.OCI, "-", NONE)),
                Map.entry("type=oci,tar=true,dest=a", new Output.Archive(Output.Format.OCI, "a", NONE)),
                Map.entry("type=oci,tar=false,dest=out", new Output.Directory(Path.of("out"), NONE)),
                Map.entry("type=oci,tar=0,dest=out", new Output.Directory(Path.of("out"), NONE)),
                Map.entry("type=oci,\"dest=a,b.tar\"", new Output.Archive(Output.Format.OCI, "a,b.tar", NONE)),
                Map.entry("type=oci,\"dest=a\"\"b.tar\"", new Output.Archive(Output.Format.OCI, "a\"b.tar", NONE)),
                Map.entry("type=oci,Dest=x=y", new Output.Archive(Output.Format.OCI, "x=y", NONE)),
                Map.entry("type=docker,dest=a.tar", new Output.Archive(Output.Format.DOCKER, "a.tar", NONE)),
                Map.entry("type=docker", new Output.Engine(NONE)),
                Map.entry("type=registry", new Output.Registry(NONE)),
                Map.entry("type=image,push=true", new Output.Registry(NONE)),
                Map.entry(
                        "type=registry,\"name=r.io/a:1,r.io/b:2\"",
                        new Output.Registry(
                                List.of(ImageReference.parse("r.io/a:1"), ImageReference.parse("r.io/b:2")))));
        cases.forEach((text, expected) -> assertEquals(text, expected, OutputSyntax.read(text)));
    }

    @Test
    public void refusesInvalidOutputs() {
        Map<String, String> cases = Map.ofEntries(
                Map.entry("dest=a.tar,tar=true", "has no type"),
                Map.entry("type=", "has no type"),
                Map.entry("out", "not supported yet"),
                Map.entry("-", "not supported yet"),
                Map.entry("type=local,dest=x", "type=local is not supported yet"),
                Map.entry("type=ocl,dest=x", "type=ocl is not known"),
                Map.entry("type=oci,dest", "\"dest\" is not key=value"),
                Map.entry("type=oci,tar=maybe", "tar must be true or false (was \"maybe\")"),
                Map.entry("type=oci,tar=false", "needs a directory"),
                Map.entry("type=oci,tar=false,dest=-", "needs a directory"),
                Map.entry("type=docker,tar=false,dest=x", "tar=false is not supported yet"),
                Map.entry("type=oci,dest=a,compression=estargz", "compression is not supported yet"),
                Map.entry("type=registry,dest=a", "does not take dest"),
                Map.entry("type=image", "needs push=true"),
                Map.entry("type=registry,push=false", "needs push=true"),
                Map.entry("type=registry,name=r.io/UPPER", "lower-case"),
                Map.entry("type=oci,\"dest=a", "not closed"),
                Map.entry("type=oci,\"dest=a\"b", "after a closing quote"),
                Map.entry("type=oci,dest=a\"b", "a quote inside a field"));
        cases.forEach((text, part) -> {
            IllegalArgumentException e =
                    assertThrows(text, IllegalArgumentException.class, () -> OutputSyntax.read(text));
            assertTrue(text + ": " + e.getMessage(), e.getMessage().contains(part));
        });
    }
}
