package io.jenkins.containerbuild.builder.classic;

import io.jenkins.containerbuild.context.CanonicalTar;
import io.jenkins.containerbuild.file.FileNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Writes a tar in which hard links on disk remain hard links. */
final class LinkedTar {
    private final CanonicalTar tar;
    private final Map<Object, String> firsts = new HashMap<>();

    LinkedTar(CanonicalTar tar) {
        this.tar = tar;
    }

    void add(FileNode node) throws IOException {
        Object key = node.isFile() ? node.content().hardLinkKey() : null;
        String first = key == null ? null : firsts.putIfAbsent(key, node.path());
        if (first == null) {
            tar.add(node);
        } else {
            tar.addHardLink(node, first);
        }
    }
}
