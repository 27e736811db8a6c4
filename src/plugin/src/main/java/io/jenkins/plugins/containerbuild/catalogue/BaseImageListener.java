package io.jenkins.plugins.containerbuild.catalogue;

import hudson.ExtensionPoint;
import io.jenkins.containerbuild.policy.Catalogue;

/** Hears that a base image has become another one. */
public interface BaseImageListener extends ExtensionPoint {

    /**
     * Called once for each platform whose manifest changed, on the thread that found out, when it is remembered already.
     *
     * @param platform {@code os/architecture[/variant]}
     * @param oldDigest of the manifest for the platform; "" where the base is looked at for the first time, or had no such platform
     * @param newDigest of the manifest for the platform; "" where the base has it no more
     */
    void onChanged(Catalogue.Entry entry, String platform, String oldDigest, String newDigest);
}
