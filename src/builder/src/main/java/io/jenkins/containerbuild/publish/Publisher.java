package io.jenkins.containerbuild.publish;

import io.jenkins.containerbuild.builder.BuiltImage;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.builder.LayerListener;
import java.util.List;

/**
 * Writes an image to a destination. A publisher may start with finished layers while the build is still running.
 * Closing a publisher without {@link #publish} cancels work in progress and leaves no incomplete files behind.
 */
public interface Publisher extends LayerListener, AutoCloseable {

    @Override
    default void ready(Layer layer) {}

    /**
     * Publishes the image completely or not at all.
     *
     * @return one entry for each file, directory or name
     * @throws io.jenkins.containerbuild.fault.InputException if the destination is invalid
     * @throws io.jenkins.containerbuild.fault.ServiceException if a registry, the cache or the disk fails
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    List<Published> publish(BuiltImage image);

    @Override
    default void close() {}
}
