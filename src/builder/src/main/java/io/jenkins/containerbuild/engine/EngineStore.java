package io.jenkins.containerbuild.engine;

import io.jenkins.containerbuild.fault.ServiceException;
import java.io.IOException;
import java.io.OutputStream;

/** The image store of an engine. */
public final class EngineStore {
    private final EngineClient engine;

    public EngineStore(EngineEndpoint endpoint) {
        this.engine = new EngineClient(endpoint);
    }

    /** Writes an image in the format of {@code docker save}. */
    @FunctionalInterface
    public interface Archive {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Loads an image into the engine; throws {@link ServiceException} if the engine does not accept it. */
    public void load(Archive archive) {
        EngineFacts.ask(engine);
        try (EngineApi api = new EngineApi(engine)) {
            api.load(archive::writeTo);
        }
    }
}
