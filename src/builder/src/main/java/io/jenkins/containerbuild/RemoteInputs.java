package io.jenkins.containerbuild;

import io.jenkins.containerbuild.builder.embedded.Obstacles;
import io.jenkins.containerbuild.builder.embedded.RemoteFiles;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.dockerfile.Stage;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.PhaseTimer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the sources of ADD give that are not in the context. Their servers are asked before the fingerprint is taken, so that the content
 * decides whether an image is reused. A source with {@code --checksum} is not asked for: the instruction says what it gives.
 */
final class RemoteInputs {
    private static final Pattern COMMIT = Pattern.compile("[^#]*#[0-9a-f]{40}(:.*)?");

    private final BuildRequest request;
    private final RemoteFiles files;
    private final boolean embedded;
    private final List<String> urls = new ArrayList<>();
    private Map<String, String> identities = Map.of();
    private String obstacle = "";

    private RemoteInputs(BuildRequest request, RemoteFiles files, boolean embedded) {
        this.request = request;
        this.files = files;
        this.embedded = embedded;
    }

    /**
     * Asks the servers.
     *
     * @param embedded whether the files that are fetched here go into the image; if not, an engine fetches them itself
     * @throws BuildException with the line of an instruction whose source the embedded builder cannot fetch
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
                urls.add(source);
            } else if (!COMMIT.matcher(source).matches()) {
                obstacle = "line " + add.position().line()
                        + " (ADD) names a git repository without a commit, so the engine has to look what is in it";
            }
        }
    }

    private Map<String, String> versions(RemoteFiles from) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (String url : urls) {
            try {
                versions.put(url, identity(from.version(url)));
            } catch (BuildException e) {
                if (embedded) {
                    throw e;
                }
                obstacle = "an engine has to fetch a file that this machine cannot fetch: " + e.getMessage();
                return Map.of();
            }
        }
        return versions;
    }

    /** The time of a file is part of an image that shall be the same byte for byte, as far as it is not clamped. */
    private String identity(RemoteFiles.Version version) {
        return version.digest()
                + request.sourceDateEpoch()
                        .map(epoch -> " at " + Math.min(epoch, version.modifiedSeconds()))
                        .orElse("");
    }

    /** What each URL gives that was asked for: a text that differs if the content does. */
    Map<String, String> identities() {
        return identities;
    }

    /** Why it is not known what the sources give, so that no earlier image may be reused; "" if it is known. */
    String obstacle() {
        return obstacle;
    }

    /** Whether what an engine has fetched since is what the servers gave here. Asks them again if an engine has fetched anything. */
    boolean areAsBefore() {
        return obstacle.isEmpty()
                && (embedded || urls.isEmpty() || versions(files.anew()).equals(identities));
    }
}
