package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.io.OutputStream;

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
        try (EngineApi api = new EngineApi(engine)) {
            api.load(archive::writeTo);
        }
    }
}
