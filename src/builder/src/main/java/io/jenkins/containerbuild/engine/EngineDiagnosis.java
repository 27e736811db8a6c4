package io.jenkins.containerbuild.engine;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Facts about an engine, for error messages. The engine is queried only after an error; if it does not respond, unknown
 * fields are empty.
 *
 * @param product such as {@code Docker Engine 26.1.5 at unix:///var/run/docker.sock}
 * @param folder the engine's data directory, or "" if unknown
 * @param memory memory of the engine's machine in bytes, or 0 if unknown
 */
public record EngineDiagnosis(String product, String folder, long memory) {
    private static EngineDiagnosis nothing(String product) {
        return new EngineDiagnosis(product, "", 0);
    }

    public static EngineDiagnosis of(BuildKitTransport service) {
        if (!(service instanceof EngineClient engine)) {
            return nothing(service.who());
        }
        try (EngineApi api = new EngineApi(engine)) {
            Info info = api.info();
            return new EngineDiagnosis(
                    product(api.version()) + " at " + engine.endpoint(),
                    info.getDockerRootDir() == null ? "" : info.getDockerRootDir(),
                    info.getMemTotal() == null ? 0 : info.getMemTotal());
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException silent) {
            return nothing(service.who());
        }
    }

    /**
     * Formats product and version. Docker calls its own engine just "Engine"; version suffixes of Linux distributions
     * are omitted.
     */
    private static String product(Version version) {
        List<VersionComponent> parts = version.getComponents();
        String name = parts == null || parts.isEmpty() ? "Engine" : parts.get(0).getName();
        int end = version.getVersion().indexOf('+');
        return (name.equals("Engine") ? "Docker Engine" : name) + " "
                + (end < 0 ? version.getVersion() : version.getVersion().substring(0, end));
    }
}
