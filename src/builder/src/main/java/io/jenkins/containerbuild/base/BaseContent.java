package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.image.Descriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The content of a file in a layer of an image. All names of a hard-linked file have the same identity. */
final class BaseContent implements FileContent {
    private final BaseFiles files;
    private final Descriptor layer;
    private final String member;
    private final long size;
    private List<BaseContent> together = List.of();

    /**
     * The content of one file.
     *
     * @param layer the layer that contains the bytes
     * @param member path of the layer member that contains the bytes; for a hard link, not the path of the file itself
     * @param size size of the file in bytes
     */
    BaseContent(BaseFiles files, Descriptor layer, String member, long size) {
        this.files = files;
        this.layer = layer;
        this.member = member;
        this.size = size;
    }

    Descriptor layer() {
        return layer;
    }

    String member() {
        return member;
    }

    long size() {
        return size;
    }

    /** See {@link BaseFiles#fetchTogether}. */
    static void fetchTogether(Collection<FileNode> nodes) {
        List<BaseContent> contents = new ArrayList<>();
        for (FileNode node : nodes) {
            if (node.source() instanceof BaseContent content) {
                contents.add(content);
            }
        }
        contents.forEach(content -> content.together = contents);
    }

    @Override
    public InputStream open() throws IOException {
        List<BaseContent> others = together;
        if (!others.isEmpty()) {
            files.fetch(others.stream().filter(other -> other.files == files).toList());
            others.forEach(other -> other.together = List.of());
        }
        return files.open(this);
    }

    /** Permanent identity: two files with the same identity have the same bytes. */
    @Override
    public String identity() {
        return layer.digest() + "/" + member;
    }

    @Override
    public Object hardLinkKey() {
        return identity();
    }
}
