package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Identifies the content of the remote sources of ADD. The servers are queried before the fingerprint is computed, so
 * that an image is reused only if the content is unchanged. Sources with {@code --checksum} are not queried, because
 * the instruction itself identifies the content.
 */
final class RemoteInputs {
    private static final Pattern COMMIT = Pattern.compile("[^#]*#[0-9a-f]{40}(:.*)?");

    private final BuildRequest request;
    private final RemoteFiles files;
    private final boolean embedded;
    /** The URLs in order, with the line of the first ADD that names each. */
    private final Map<String, Integer> urls = new LinkedHashMap<>();

    private Map<String, String> identities = Map.of();
    private String obstacle = "";

    private RemoteInputs(BuildRequest request, RemoteFiles files, boolean embedded) {
        this.request = request;
        this.files = files;
        this.embedded = embedded;
    }

    /**
     * Queries the servers of all remote sources.
     *
     * @param embedded true if the files fetched here go into the image, false if an engine fetches them itself
     * @throws BuildException if the embedded builder cannot fetch a source
     */
    static RemoteInputs ask(
            BuildRequest request, List<Stage> stages, RemoteFiles files, boolean embedded, PhaseTimer timer) {
        RemoteInputs inputs = new RemoteInputs(request, files, embedded);
        try (PhaseTimer.Running running = timer.start(Phase.CONTEXT)) {
            for (Stage stage : stages) {
                for (Instruction instruction : stage.instructions()) {
                    if (instruction instanceof Instruction.Add add
                            && add.checksum().isEmpty()) {
                        inputs.add(add);
                    }
                }
            }
            inputs.identities = inputs.obstacle.isEmpty() ? inputs.versions(files) : Map.of();
        }
        return inputs;
    }

    private void add(Instruction.Add add) {
        for (String source : add.remoteSources()) {
            if (!Obstacles.isGit(source)) {
                urls.putIfAbsent(source, add.position().line());
            } else if (!COMMIT.matcher(source).matches()) {
                obstacle = "line " + add.position().line()
                        + " (ADD) names a git repository without a commit, so its content is unknown until the engine"
                        + " fetches it";
            }
        }
    }

    private Map<String, String> versions(RemoteFiles from) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Map.Entry<String, Integer> each : urls.entrySet()) {
            String url = each.getKey();
            try {
                versions.put(url, identity(from.version(url)));
            } catch (BuildException e) {
                if (embedded) {
                    throw e.at(request.source().dockerfileName(), each.getValue());
                }
                obstacle = "the engine must fetch a file that this machine cannot fetch: " + e.getMessage();
                return Map.of();
            }
        }
        return versions;
    }

    /**
     * Returns the digest of the file and, for reproducible images ({@code SOURCE_DATE_EPOCH}), the modification time,
     * because these images keep modification times up to the epoch.
     */
    private String identity(RemoteFiles.Version version) {
        return version.digest()
                + request.image()
                        .sourceDateEpoch()
                        .map(epoch -> " at " + Math.min(epoch, version.modifiedSeconds()))
                        .orElse("");
    }

    /** Maps each queried URL to a text that changes when the content at the URL changes. */
    Map<String, String> identities() {
        return identities;
    }

    /** Returns why the content of a source is unknown, which rules out reuse, or "" if all content is known. */
    String obstacle() {
        return obstacle;
    }

    /**
     * Whether the servers still serve the content that was fingerprinted. Queries the servers again if an engine
     * fetched the files itself.
     */
    boolean areAsBefore() {
        return obstacle.isEmpty()
                && (embedded || urls.isEmpty() || versions(files.anew()).equals(identities));
    }
}
