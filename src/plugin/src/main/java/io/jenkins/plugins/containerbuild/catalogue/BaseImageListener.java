package io.jenkins.plugins.containerbuild.catalogue;

import hudson.ExtensionPoint;
import io.jenkins.containerbuild.policy.Catalogue;

/** Listener that is notified when a base image changes in its registry. */
public interface BaseImageListener extends ExtensionPoint {

    /**
     * Called once for each platform whose manifest changed, on the thread that checked the base image, after the new
     * state was saved.
     *
     * @param platform {@code os/architecture[/variant]}
     * @param oldDigest digest of the platform's previous manifest; "" if this is the first check, or if the image was
     *     not available for the platform
     * @param newDigest digest of the platform's new manifest; "" if the image is no longer available for the platform
     */
    void onChanged(Catalogue.Entry entry, String platform, String oldDigest, String newDigest);
}
