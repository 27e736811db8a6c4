package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.LayerListener;
import java.util.List;

/**
 * Takes an image out. It may start with the layers that it hears of while the build goes on. Closing it without {@link #publish} gives up:
 * work under way is stopped, and nothing half-written remains.
 */
public interface Publisher extends LayerListener, AutoCloseable {

    @Override
    default void ready(Layer layer) {}

    /**
     * Takes the image out, wholly or not at all.
     *
     * @return what went out, for each file, directory or name
     * @throws io.jenkins.containerbuild.fault.InputException where the destination cannot be what the user named
     * @throws io.jenkins.containerbuild.fault.ServiceException where a registry, a cache or the disk is at fault
     * @throws java.util.concurrent.CancellationException where the thread is interrupted
     */
    List<Published> publish(BuiltImage image);

    @Override
    default void close() {}
}
