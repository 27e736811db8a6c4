package io.jenkins.containerbuild.cli.training;

import io.jenkins.containerbuild.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The launcher's training run: the usual commands on a tiny context, with a registry that lives inside this process. The launcher lets the
 * JVM list the classes that this loads. Arguments: an empty folder to work in.
 */
public final class StartupTraining {
    private static final int TIME_LIMIT_MILLISECONDS = 60_000;
    private static final int INCOMPRESSIBLE_BYTES = 100_000;

    /** This project's classes, and of libraries those of a session with an engine, of which the training shows a part only. */
    private static final List<String> WANTED =
            List.of("io/jenkins/containerbuild/", "io/grpc/", "com/google/protobuf/", "okio/");

    private StartupTraining() {}

    public static void main(String[] arguments) throws IOException {
        endInAnyCase();
        Path folder = Path.of(arguments[0]);
        int status;
        try (TrainingRegistry registry = new TrainingRegistry()) {
            status = train(folder, registry);
        }
        loadTheRest();
        if (status == 0) {
            // The way a process really starts and ends; this does not return.
            Main.main(new String[] {"--version"});
        }
        System.exit(status);
    }

    /** A launcher waits for this run, so it must never hang. */
    private static void endInAnyCase() {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(TIME_LIMIT_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(3);
        });
        watch.setDaemon(true);
        watch.start();
    }

    /** The first class that the archive lacks makes a start open the jar, which costs more than to have them all in the archive. */
    private static void loadTheRest() throws IOException {
        String own = Main.class
                .getPackageName()
                .substring(0, Main.class.getPackageName().lastIndexOf('.'));
        String folder = own.replace('.', '/');
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!place.endsWith(".jar")) {
                continue;
            }
            try (JarFile jar = new JarFile(place)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    String name = entry.getName();
                    if (name.endsWith(".class") && WANTED.stream().anyMatch(name::startsWith)) {
                        load(name);
                    }
                }
            }
        }
    }

    private static void load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, false, StartupTraining.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Package descriptions, and what needs a library that is not there, are no loss.
        }
    }

    private static int train(Path folder, TrainingRegistry registry) throws IOException {
        Path context = context(folder.resolve("context"), registry.addBase());
        String dockerfile = context.resolve("Dockerfile").toString();
        String image = registry.host() + "/training/app:1";
        String cache = folder.resolve("cache").toString();
        String layout = "type=oci,dest=" + folder.resolve("image.tar");
        int status = Main.run("parse", dockerfile);
        status = Math.max(status, Main.run("plan", "--json", context.toString()));
        for (String content : new String[] {"one", "one", "two"}) {
            Files.writeString(context.resolve("conf/app.properties"), content);
            String[] build = {"build", "-t", image, "--push", "--cache-dir", cache, context.toString()};
            status = Math.max(status, Main.run(build));
        }
        status = Math.max(status, Main.run("build", "-o", layout, "--cache-dir", cache, context.toString()));
        trainWithEngine(folder, context);
        return status;
    }

    /** The launcher lets DOCKER_HOST name a socket in the folder; where that path is too long for one, starts are trained without. */
    private static void trainWithEngine(Path folder, Path context) {
        try (TrainingEngine engine = new TrainingEngine(folder.resolve("engine.sock"))) {
            String cache = folder.resolve("cache").toString();
            Main.run("build", "--builder", "docker", "--cache-dir", cache, context.toString());
        } catch (IOException noSocket) {
            // Only builds with an engine start slower then.
        }
    }

    private static Path context(Path context, String base) throws IOException {
        Files.createDirectories(context.resolve("conf"));
        Files.writeString(context.resolve(".dockerignore"), "# training\n.git\n**/*.tmp\n!keep.tmp\n");
        Files.writeString(context.resolve("keep.tmp"), "kept\n");
        byte[] bytes = new byte[INCOMPRESSIBLE_BYTES];
        new Random(1).nextBytes(bytes);
        Files.write(context.resolve("app.jar"), bytes);
        Files.writeString(context.resolve("Dockerfile"), """
                # what Dockerfiles of every day have
                ARG BASE=%s
                FROM scratch AS files
                COPY keep.tmp /
                FROM ${BASE}
                ENV JAVA_OPTS="-Xmx64m" MODE=${MODE:-production}
                LABEL org.opencontainers.image.title="training"
                WORKDIR /srv
                COPY --from=files /keep.tmp ./
                COPY conf/ conf/
                COPY --chown=1000:1000 *.jar /srv/app.jar
                EXPOSE 8080/tcp
                USER 1000
                HEALTHCHECK --interval=30s CMD ["true"]
                ENTRYPOINT ["java", "-jar", "/srv/app.jar"]
                """.formatted(base));
        return context;
    }
}
