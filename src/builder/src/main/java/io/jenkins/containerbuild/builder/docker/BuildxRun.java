package io.jenkins.containerbuild.builder.docker;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.fault.BuildException;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Follows one run of {@code docker buildx build}, and tells at its end what came of it. */
final class BuildxRun {
    private static final String CONTEXT = "transferring context:";
    private static final String PUSH = "pushing layer ";
    private static final String ERROR = "ERROR: ";
    private static final int KEPT_WORDS = 40;

    private final String who;
    private final String dockerfile;
    private final BuildTrace trace;
    private final Progress progress;
    private final JsonDocuments documents = new JsonDocuments(this::takeStatus, this::takeWords);
    private final Deque<String> words = new ArrayDeque<>();
    private final Map<String, Long> sent = new HashMap<>();
    private boolean solving;

    BuildxRun(BuildPlan plan, BuildxInput input, Progress progress) {
        this.who = input.who();
        this.dockerfile = plan.dockerfile();
        this.trace = new BuildTrace(new BuildSteps(plan), input.engine().context(), progress);
        this.progress = progress;
    }

    /** A line of what buildx writes. */
    void take(String line) {
        documents.take(line);
    }

    private void takeStatus(JsonObject json) {
        solving = true;
        SolveStatus status = SolveStatusJson.read(json);
        trace.take(status);
        for (SolveStatus.Transfer transfer : status.transfers()) {
            if (transfer.name().equals(CONTEXT)) {
                sent.merge(transfer.vertex(), transfer.current(), Math::max);
                progress.transferred(Phase.TRANSFER, "context", sentBytes(), -1);
            } else if (transfer.name().startsWith(PUSH) && transfer.total() > 0) {
                String layer = transfer.name().substring(PUSH.length());
                progress.transferred(Phase.PUSH, layer, transfer.current(), transfer.total());
            }
        }
    }

    private long sentBytes() {
        return sent.values().stream().mapToLong(Long::longValue).sum();
    }

    private void takeWords(String line) {
        words.addLast(line);
        if (words.size() > KEPT_WORDS) {
            words.removeFirst();
        }
    }

    /** @param metadata what buildx wrote of the image */
    BuildxImage image(Path metadata) {
        try {
            JsonObject json = JsonObject.parse(Files.readAllBytes(metadata));
            String digest = json.string("containerimage.digest");
            String config = json.string("containerimage.config.digest");
            if (digest.isEmpty()) {
                throw new InputException(who + " keeps what it built in its cache and gave no image;" + " "
                        + Vocabulary.inUse().waysOut() + " would take it out");
            }
            return new BuildxImage(
                    Digest.parse(digest),
                    Digest.parse(config.isEmpty() ? digest : config),
                    trace.results(),
                    sentBytes());
        } catch (IOException | IllegalArgumentException e) {
            throw new ServiceException(who + " did not tell what it built: " + e.getMessage(), e);
        }
    }

    /**
     * Why there is no image.
     *
     * @param version asks for that of buildx; there is none where docker does not know it
     */
    BuildException failure(int status, Supplier<Optional<String>> version) {
        String said = lastError();
        if (!solving) {
            Optional<String> found = version.get();
            if (found.isEmpty()) {
                return new ServiceException("docker has no buildx ("
                        + said.lines().findFirst().orElse("") + "); install the package docker-buildx or"
                        + " docker-buildx-plugin, or put the plugin into ~/.docker/cli-plugins");
            }
            if (said.contains("rawjson")) {
                return new ServiceException(found.get() + " is too old: it does not know --progress=rawjson;"
                        + " buildx 0.13 or newer would work");
            }
        }
        if (said.startsWith("no builder ")) {
            return new InputException(Setting.BUILDER.inWords("buildx") + ": " + said
                    + "; docker buildx ls shows those that there are," + " docker buildx create --name NAME makes one");
        }
        if (said.isEmpty()) {
            return new ServiceException(who + " ended with exit status " + status + " and said nothing");
        }
        return BuildFailure.at(who, dockerfile).explained(said, trace.failure());
    }

    /** What follows the last {@code ERROR:}; all words where there is none. */
    private String lastError() {
        StringBuilder text = new StringBuilder();
        for (String line : words) {
            if (line.startsWith(ERROR)) {
                text.setLength(0);
                text.append(line.substring(ERROR.length()));
            } else {
                text.append(text.length() == 0 ? "" : "\n").append(line);
            }
        }
        return text.toString().strip();
    }
}
