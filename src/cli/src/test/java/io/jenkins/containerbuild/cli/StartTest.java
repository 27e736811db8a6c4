package io.jenkins.containerbuild.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.containerbuild.testing.Command;
import io.jenkins.containerbuild.testing.LocalRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What makes a process slow to start, and is easily brought back by a record that becomes a key, or by a compiler option that goes. */
public class StartTest {
    @ClassRule
    public static final LocalRegistry REGISTRY = new LocalRegistry();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Methods of records and joined strings that the JVM puts together at run time cost 5 to 20 ms each time such code is first met. */
    @Test
    public void aBuildLinksNoMethodsOfRecordsAndNoStrings() throws IOException {
        Path context = folder.newFolder("context").toPath();
        Files.writeString(context.resolve("a"), "one");
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY a /a\nENV A=b\nCMD [\"/a\"]\n");
        build(context, REGISTRY.reference("start/base:1"));
        Files.writeString(
                context.resolve("Dockerfile"),
                "FROM " + REGISTRY.reference("start/base:1") + "\nWORKDIR /srv\nCOPY --chown=1:1 a ./\n");

        for (String content : List.of("one", "one", "two")) {
            Files.writeString(context.resolve("a"), content);
            List<String> linked = build(context, REGISTRY.reference("start/app:1"))
                    .lines()
                    .filter(line -> line.startsWith("linkCallSite io.jenkins."))
                    .filter(line -> line.contains("ObjectMethods") || line.contains("StringConcatFactory"))
                    .map(line -> line.substring(0, Math.min(200, line.length())))
                    .toList();
            assertEquals(content, List.of(), linked);
        }
    }

    private String build(Path context, String image) {
        Command.Result result = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.lang.invoke.MethodHandle.TRACE_METHOD_LINKAGE=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "build",
                        "--cache-dir",
                        folder.getRoot() + "/cache",
                        "-t",
                        image,
                        "--push",
                        context.toString())
                .run()
                .orFail();
        assertTrue("the trace is there", result.text().contains("linkCallSite"));
        return result.text();
    }
}
