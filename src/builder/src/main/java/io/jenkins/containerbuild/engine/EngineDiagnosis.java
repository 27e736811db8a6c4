package io.jenkins.containerbuild.engine;

import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.api.model.VersionComponent;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * What an engine tells of itself, so that a fault can be explained. It is asked only then, and where it does not answer nothing is told.
 *
 * @param product such as {@code Docker Engine 26.1.5 at unix:///var/run/docker.sock}
 * @param folder where it keeps its data, or ""
 * @param memory of its machine, bytes, or 0
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

    /** Docker calls its own engine just "Engine"; what Debian adds to a version says nothing here. */
    private static String product(Version version) {
        List<VersionComponent> parts = version.getComponents();
        String name = parts == null || parts.isEmpty() ? "Engine" : parts.get(0).getName();
        int end = version.getVersion().indexOf('+');
        return (name.equals("Engine") ? "Docker Engine" : name) + " "
                + (end < 0 ? version.getVersion() : version.getVersion().substring(0, end));
    }
}
