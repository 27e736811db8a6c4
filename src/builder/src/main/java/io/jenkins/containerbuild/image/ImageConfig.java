package io.jenkins.containerbuild.image;

import java.util.ArrayList;
import java.util.List;

/** An image configuration as defined by the OCI image specification, read-only. Unknown members are kept. */
public record ImageConfig(JsonObject json) {
    /**
     * Maximum size in bytes of a configuration that is built or read. Real configurations have a few thousand bytes.
     */
    public static final int LARGEST = 16 << 20;

    /**
     * Parses a configuration; throws {@link IllegalArgumentException} if the bytes are not a JSON object or a member
     * has the wrong type.
     */
    public static ImageConfig parse(byte[] bytes) {
        JsonObject json = JsonObject.parse(bytes);
        ConfigKinds.check(json);
        return new ImageConfig(json);
    }

    public Platform platform() {
        return Platform.normalised(
                json.string("os").isEmpty() ? "linux" : json.string("os"),
                json.string("architecture"),
                json.string("variant"));
    }

    /** The member {@code config}: the settings with which a container of this image starts. */
    public JsonObject container() {
        return json.object("config");
    }

    /** The {@code ONBUILD} instructions, which run in builds based on this image. */
    public List<String> onBuild() {
        return container().strings("OnBuild");
    }

    /** Digests of the uncompressed layers, from the base upwards. */
    public List<Digest> diffIds() {
        List<Digest> result = new ArrayList<>();
        for (String id : json.object("rootfs").strings("diff_ids")) {
            result.add(Digest.parse(id));
        }
        return result;
    }

    public List<JsonObject> history() {
        return json.objects("history");
    }
}
