package io.jenkins.containerbuild.build.docker;

import io.jenkins.containerbuild.fault.ServiceException;
import io.jenkins.containerbuild.image.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Where an engine keeps images. */
public final class EngineStore {
    private final EngineClient engine;

    public EngineStore(EngineEndpoint endpoint) {
        this.engine = new EngineClient(endpoint);
    }

    /** Writes an archive as {@code docker save} does. */
    @FunctionalInterface
    public interface Archive {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Takes in an image; throws {@link ServiceException} where the engine does not. */
    public void load(Archive archive) {
        EngineFacts.ask(engine);
        Map<String, String> headers = Map.of("Content-Type", "application/x-tar");
        try (EngineResponse response = engine.send("POST", "/images/load?quiet=1", headers, archive::writeTo)) {
            if (response.status() != 200) {
                throw refused(EngineClient.message(response.whole()));
            }
            EngineEvents events = new EngineEvents(response.body());
            for (JsonObject event = events.next(); event != null; event = events.next()) {
                if (!EngineEvents.failure(event).isEmpty()) {
                    throw refused(EngineEvents.failure(event));
                }
            }
        } catch (IOException e) {
            throw engine.fault(e);
        }
    }

    private ServiceException refused(String why) {
        return new ServiceException("the engine at " + engine.endpoint() + " could not load the image: " + why);
    }
}
