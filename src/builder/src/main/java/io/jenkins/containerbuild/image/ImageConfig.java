package io.jenkins.containerbuild.image;

import java.util.ArrayList;
import java.util.List;

/**
 * An image's configuration (OCI image specification, image configuration), read-only. Members that nobody here knows are kept.
 */
public record ImageConfig(JsonObject json) {
    /** Bytes of a configuration; those of real images have some thousand. Larger ones are neither built nor read. */
    public static final int LARGEST = 16 << 20;

    /** Reads a configuration; throws {@link IllegalArgumentException} if it is not one or a member is of the wrong kind. */
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

    /** The member {@code config}: what a container of this image starts with. */
    public JsonObject container() {
        return json.object("config");
    }

    /** Instructions that run in builds which start from this image. */
    public List<String> onBuild() {
        return container().strings("OnBuild");
    }

    /** Digests of the uncompressed layers, base first. */
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
