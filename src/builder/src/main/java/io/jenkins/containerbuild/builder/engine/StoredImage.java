package io.jenkins.containerbuild.builder.engine;

import io.jenkins.containerbuild.builder.BuildPlan;
import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.StepResult;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.engine.EngineApi;
import io.jenkins.containerbuild.engine.EngineClient;
import io.jenkins.containerbuild.engine.EngineCredentials;
import io.jenkins.containerbuild.engine.EngineEvents;
import io.jenkins.containerbuild.engine.EngineResponse;
import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.fault.Vocabulary;
import io.jenkins.containerbuild.image.Digest;
import io.jenkins.containerbuild.image.ImageReference;
import io.jenkins.containerbuild.image.JsonObject;
import io.jenkins.containerbuild.measure.Phase;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.RegistryClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image in the store of an engine, which pushes and exports the image itself. */
public final class StoredImage extends EngineImage {
    private final EngineClient engine;

    public StoredImage(EngineClient engine, Digest id, List<StepResult> steps, long sentBytes) {
        super(id, steps, sentBytes);
        this.engine = engine;
    }

    @Override
    public Pushed push(ImageReference name, RegistryClient registries, Progress progress) {
        String path = "/images/" + name.name() + "/push?tag=" + URLEncoder.encode(name.tag(), StandardCharsets.UTF_8);
        Map<String, String> headers = Map.of("X-Registry-Auth", EngineCredentials.header(registries, name));
        try (EngineResponse response = engine.send("POST", path, headers, null)) {
            if (response.status() != 200) {
                throw refused(name, EngineClient.message(response.whole()));
            }
            return follow(name, new EngineEvents(response.body()), progress);
        } catch (IOException e) {
            throw engine.brokenInTheMiddle("the push of " + name, e);
        }
    }

    private Pushed follow(ImageReference name, EngineEvents events, Progress progress) throws IOException {
        Map<String, Fate> layers = new HashMap<>();
        Digest digest = null;
        for (JsonObject event = events.next(); event != null; event = events.next()) {
            String failure = EngineEvents.failure(event);
            if (!failure.isEmpty()) {
                throw refused(name, failure);
            }
            String status = event.string("status");
            String layer = event.string("id");
            if (status.equals("Pushed")) {
                layers.put(layer, Fate.SENT);
            } else if (status.startsWith("Mounted from")) {
                layers.put(layer, Fate.MOUNTED);
            } else if (status.equals("Layer already exists")) {
                layers.put(layer, Fate.PRESENT);
            } else if (status.equals("Pushing")) {
                JsonObject moved = event.object("progressDetail");
                progress.transferred(
                        Phase.PUSH, layer, moved.number("current"), moved.has("total") ? moved.number("total") : -1);
            }
            if (event.has("aux") && event.object("aux").has("Digest")) {
                digest = Digest.parse(event.object("aux").string("Digest"));
            }
        }
        return new Pushed(Optional.ofNullable(digest), Optional.of(layers));
    }

    @Override
    public BuiltImage export(CacheDirectory cache, BuildPlan plan) {
        try (EngineApi api = new EngineApi(engine);
                InputStream archive = api.save(id())) {
            return new ImageExport(cache, plan).read(archive, steps());
        } catch (IOException e) {
            throw engine.brokenInTheMiddle("taking the image out", e);
        }
    }

    private ServiceException refused(ImageReference name, String why) {
        String advice = why.contains("denied") || why.contains("unauthorized") || why.contains("authentication")
                ? "; " + Vocabulary.inUse().logInToPush(name.registry())
                : "";
        return new ServiceException(
                "the engine at " + engine.endpoint() + " could not push " + name + ": " + why + advice);
    }
}
