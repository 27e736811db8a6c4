package io.jenkins.containerbuild.image;

import java.util.List;

/** An OCI index or a Docker manifest list: refers to images, usually one per platform, and to other indexes. */
public record ImageIndex(List<Descriptor> manifests) {

    /** Reads an index; throws {@link IllegalArgumentException} if it is not valid. */
    public static ImageIndex parse(byte[] bytes) {
        return new ImageIndex(JsonObject.parse(bytes).objects("manifests").stream()
                .map(Descriptor::parse)
                .toList());
    }
}
