package io.jenkins.containerbuild.builder.classic;

import io.jenkins.containerbuild.base.BaseImage;
import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.engine.BuildFailure;
import io.jenkins.containerbuild.builder.engine.BuildSteps;
import io.jenkins.containerbuild.builder.engine.EngineImage;
import io.jenkins.containerbuild.builder.engine.EngineInput;
import io.jenkins.containerbuild.builder.engine.NeededNodes;
import io.jenkins.containerbuild.builder.engine.PinnedDockerfile;
import io.jenkins.containerbuild.builder.engine.StoredImage;
import io.jenkins.containerbuild.context.CanonicalTar;
import io.jenkins.containerbuild.dockerfile.Instruction;
import io.jenkins.containerbuild.engine.EngineClient;
import io.jenkins.containerbuild.engine.EngineCredentials;
import io.jenkins.containerbuild.engine.EngineDiagnosis;
import io.jenkins.containerbuild.engine.EngineEvents;
import io.jenkins.containerbuild.engine.EngineResponse;
import io.jenkins.containerbuild.fault.InputException;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Setting;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds with an engine without BuildKit, such as podman or Docker's classic builder. The request contains a tar of the
 * needed files.
 */
public final class TarBuild {
    private static final String DOCKERFILE = ".container-build.Dockerfile";
    private static final String IGNORE_FILE = ".dockerignore";
    private static final String CACHE_NAMESPACE = "BUILDKIT_CACHE_MOUNT_NS";

    private final EngineClient engine;
    private final BuildPlan plan;
    private final EngineInput input;
    private final EngineCredentials credentials;
    private final StepLog log;

    public TarBuild(
            EngineClient engine, RegistryClient registries, BuildPlan plan, EngineInput input, Progress progress) {
        this.engine = engine;
        this.plan = plan;
        this.input = input;
        List<ImageReference> images =
                plan.images().values().stream().map(BaseImage::reference).toList();
        this.credentials = new EngineCredentials(registries, images);
        this.log = new StepLog(new BuildSteps(plan), progress);
    }

    public EngineImage run() {
        if (!input.secrets().isEmpty()) {
            throw new InputException(Setting.SECRET.inWords() + " needs BuildKit, without which "
                    + EngineDiagnosis.of(engine).product() + " is used; Docker Engine 20.10 or newer has it");
        }
        if (input.buildArguments().containsKey(CACHE_NAMESPACE) && hasCacheMounts()) {
            throw new InputException(
                    CACHE_NAMESPACE + " needs BuildKit to keep caches of RUN --mount apart, without which "
                            + EngineDiagnosis.of(engine).product() + " is used; Docker Engine 20.10 or newer has it");
        }
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-tar", "X-Registry-Config", credentials.header());
        // Without rm, the containers of the steps would not be removed. Podman stores layers, and thus has a cache,
        // only with layers=1.
        String path = "/build?dockerfile=" + DOCKERFILE + "&rm=1&forcerm=1&layers=1" + query();
        try (EngineResponse response = engine.send("POST", path, headers, this::writeTar)) {
            if (response.status() != 200) {
                throw new ServiceException("the engine at " + engine.endpoint() + " refuses the build: "
                        + EngineClient.message(response.whole()));
            }
            follow(new EngineEvents(response.body()));
        } catch (IOException e) {
            throw engine.brokenInTheMiddle("the build", e);
        }
        return new StoredImage(engine, id(), log.results(), input.context().sentBytes());
    }

    /** Returns the query parameters of the request; each starts with {@code &}. */
    private String query() {
        StringBuilder query = new StringBuilder();
        input.tags().forEach(tag -> query.append("&t=").append(encode(tag)));
        Map<String, String> arguments = new LinkedHashMap<>(input.buildArguments());
        plan.sourceDateEpoch().ifPresent(seconds -> arguments.putIfAbsent("SOURCE_DATE_EPOCH", seconds.toString()));
        query.append("&buildargs=").append(json(arguments));
        query.append("&labels=").append(json(plan.labels()));
        query.append("&platform=").append(encode(plan.platform().toString()));
        if (!input.target().isEmpty()) {
            query.append("&target=").append(encode(input.target()));
        }
        if (!plan.options().useCache()) {
            query.append("&nocache=1");
        }
        return query.toString();
    }

    private static String json(Map<String, String> members) {
        return encode(new JsonObject(new LinkedHashMap<>(members)).toStringWithNulls());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private boolean hasCacheMounts() {
        return plan.stages().stream()
                .flatMap(stage -> stage.instructions().stream())
                .anyMatch(instruction -> instruction instanceof Instruction.Run run
                        && run.mounts().stream().anyMatch(mount -> mount.type().equals("cache")));
    }

    /**
     * Writes the tar, including the Dockerfile. A line in the ignore file, which engines read themselves, hides the
     * Dockerfile from COPY. If the context's own ignore file is copied, the line is appended to it.
     */
    private void writeTar(OutputStream out) throws IOException {
        CanonicalTar tar = new CanonicalTar(out);
        tar.add(DOCKERFILE, PinnedDockerfile.of(input.dockerfile(), plan), 0644);
        byte[] ignore = (DOCKERFILE + "\n" + IGNORE_FILE + "\n").getBytes(StandardCharsets.UTF_8);
        LinkedTar nodes = new LinkedTar(tar);
        for (FileNode node : NeededNodes.of(plan.trees().get(""), input.context())) {
            if (node.path().equals(IGNORE_FILE) && node.isFile()) {
                ignore = appended(node);
            } else {
                nodes.add(node);
            }
        }
        tar.add(IGNORE_FILE, ignore, 0644);
        tar.close();
    }

    private static byte[] appended(FileNode ignoreFile) throws IOException {
        try (InputStream in = ignoreFile.content().open()) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            return (text + "\n" + DOCKERFILE + "\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private void follow(EngineEvents events) throws IOException {
        for (JsonObject event = events.next(); event != null; event = events.next()) {
            String failure = EngineEvents.failure(event);
            if (!failure.isEmpty()) {
                throw BuildFailure.at(engine, plan.dockerfile()).explained(failure, log.failure(failure));
            }
            log.take(event.string("stream"));
        }
    }

    /**
     * Returns the ID of the built image. The last output line has a different form in each engine and contains only a
     * short ID, so the engine is queried for the full ID.
     */
    private Digest id() {
        String built = log.built();
        if (built.isEmpty()) {
            throw engine.brokenInTheMiddle("the build", new IOException("the answer ended without an image"));
        }
        EngineResponse.Whole image = engine.ask("GET", "/images/" + encode(built) + "/json");
        if (!image.isSuccess()) {
            throw new ServiceException("the engine at " + engine.endpoint() + " lost the image " + built + ": "
                    + EngineClient.message(image));
        }
        String id = JsonObject.parse(image.body()).string("Id");
        return Digest.parse(id.startsWith("sha256:") ? id : "sha256:" + id);
    }
}
