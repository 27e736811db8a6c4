package io.jenkins.containerbuild.cli.launcher;

import static org.junit.Assert.assertEquals;

import io.jenkins.containerbuild.testing.Command;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A checkout with the real launcher and a stand-in for Maven, which notes each call in the file "packagings" and copies
 * a jar that says what it was called with.
 */
final class Checkout {
    private static final Path LAUNCHER =
            Path.of("../../container-build").toAbsolutePath().normalize();

    final Path root;

    Checkout(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root);
        Files.copy(LAUNCHER, root.resolve("container-build"));
        write("pom.xml", "1");
        write("src/builder/pom.xml", "1");
        write("src/cli/pom.xml", "1");
        write("src/builder/src/main/java/a/A.java", "1");
        write("src/builder/src/main/java/a/B.java", "1");
        write("src/cli/src/main/java/Main.java", "1");
        write(".gitignore", "target/\npackagings\nprepared.jar\n");
        mvnw("sleep 0.3; mkdir -p src/cli/target; cp prepared.jar src/cli/target/container-build.jar");
        Files.write(root.resolve("prepared.jar"), new byte[0]);
        writeJar(root.resolve("prepared.jar"), root.resolve("target/prepared"));
    }

    /** Makes the stand-in for Maven do this, after it has noted its call. */
    void mvnw(String script) throws IOException {
        Path mvnw = write(
                "mvnw",
                "#!/bin/sh\nset -e\ncd \"$(dirname \"$0\")\"\necho \"$*\" >>packagings\necho Maven speaks\n" + script
                        + "\n");
        Files.setPosixFilePermissions(mvnw, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    /** Compiled here, since it has the name of the real main class. */
    private static void writeJar(Path jar, Path work) throws IOException {
        Path source = Path.of("src/test/resources/launcher/Main.java").toAbsolutePath();
        Files.createDirectories(work);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(null, null, null, "-d", work.toString(), source.toString());
        assertEquals("javac of " + source, 0, status);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.jenkins.containerbuild.cli.Main");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> classes = Files.walk(work)) {
            for (Path type : classes.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(work.relativize(type).toString()));
                Files.copy(type, out);
            }
        }
    }

    /** The launcher with these arguments, called by its absolute path from another folder. */
    Command launch(String... arguments) {
        return Command.of(root.resolve("container-build").toString(), arguments)
                .in(Path.of("/"))
                .without("JAVA_OPTS")
                .without("JAVA_TOOL_OPTIONS");
    }

    int packagings() throws IOException {
        Path notes = root.resolve("packagings");
        return Files.exists(notes) ? Files.readAllLines(notes).size() : 0;
    }

    /** A PATH with what the launcher calls, but not the named program. */
    String pathWithout(String program) throws IOException {
        Path folder = Files.createDirectories(root.resolve("target/bin"));
        List<String> tools = new ArrayList<>(List.of("cat", "cp", "date", "dirname", "env", "find", "java", "ln"));
        tools.addAll(List.of("mkdir", "mv", "readlink", "rm", "sed", "sh", "sleep", "flock"));
        tools.remove(program);
        for (String tool : tools) {
            Path link = folder.resolve(tool);
            String real = Command.of("sh", "-c", "command -v " + tool).output().trim();
            if (real.startsWith("/") && !Files.exists(link)) {
                Files.createSymbolicLink(link, Path.of(real));
            }
        }
        return folder.toString();
    }
}
