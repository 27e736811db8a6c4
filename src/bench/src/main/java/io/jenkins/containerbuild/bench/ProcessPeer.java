package io.jenkins.containerbuild.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A tool that runs as one or more processes, measured from the start of the first process to the end of the last.
 *
 * @param script shell script that runs in the project's directory; the variables {@code $IMAGE}, {@code $DOCKERFILE}
 *     and {@code $SCENARIO} contain the name of the image, the path of the Dockerfile and the name of the scenario
 */
record ProcessPeer(String name, boolean ours, String script, String imagePrefix, Map<String, String> environment)
        implements Peer {

    @Override
    public boolean isMeasuredOnce() {
        return name.contains("classic");
    }

    @Override
    public Sample run(Scenario scenario, Path directory) throws IOException, InterruptedException {
        Path memory = Files.createTempFile("bench", ".kb");
        Path log = Files.createTempFile("bench", ".log");
        try {
            List<String> command =
                    new ArrayList<>(List.of("/usr/bin/time", "-f", "%M", "-o", memory.toString(), "sh", "-ec", script));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            builder.environment().put("SCENARIO", scenario.name());
            builder.environment().put("DOCKERFILE", scenario.dockerfile());
            builder.environment().put("IMAGE", imagePrefix + scenario.imageName());
            long start = System.nanoTime();
            int status = builder.start().waitFor();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (status != 0) {
                throw new IOException(name + " failed with " + status + ":\n" + Files.readString(log));
            }
            return new Sample(seconds, Long.parseLong(Files.readString(memory).strip()));
        } finally {
            Files.delete(memory);
            Files.delete(log);
        }
    }
}
