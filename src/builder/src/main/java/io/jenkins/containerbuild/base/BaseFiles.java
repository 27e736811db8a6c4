package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.file.FileTree;
import io.jenkins.containerbuild.file.PathOrder;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a base image: its layers on top of each other, as an engine shows them (OCI image specification, layer).
 * Each layer is read once and its listing is cached. No layer is read before files are first accessed. Thread-safe.
 */
public final class BaseFiles implements FileTree {
    private final BaseImage image;
    private final Listings source;
    private final LayerMembers members;
    private List<LayerListing> listings;

    private BaseFiles(BaseImage image, Listings source, LayerMembers members) {
        this.image = image;
        this.source = source;
        this.members = members;
    }

    /**
     * The files of a base image.
     *
     * @param target the repository to which the built image is pushed, where listings are trusted and stored; empty if
     *     the built image is not pushed
     * @param progress receives a note if a listing from the target is not used or cannot be stored
     */
    public static BaseFiles of(BaseImage image, CacheDirectory cache, Optional<Repository> target, Progress progress) {
        Listings listings = new Listings(image, cache, target, target, progress);
        return new BaseFiles(image, listings, new LayerMembers(image, cache));
    }

    /**
     * Like {@link #of}, for builds that must not push yet: listings are stored in a repository only by {@link #keepIn}.
     */
    public static BaseFiles held(
            BaseImage image, CacheDirectory cache, Optional<Repository> target, Progress progress) {
        Listings listings = new Listings(image, cache, target, Optional.empty(), progress);
        return new BaseFiles(image, listings, new LayerMembers(image, cache));
    }

    /** Stores the listings, if they were loaded, in the repository to which the built image was pushed. */
    public synchronized void keepIn(Repository target) {
        if (listings != null) {
            source.keepIn(target);
        }
    }

    /**
     * Loads the listings now instead of when files are first accessed.
     *
     * @throws io.jenkins.containerbuild.fault.InputException if a layer is damaged, or unpacks to more bytes than is
     *     allowed
     * @throws io.jenkins.containerbuild.fault.ServiceException if the registry of the base image does not serve the
     *     layer
     */
    public void index() {
        listings();
    }

    private synchronized List<LayerListing> listings() {
        if (listings == null) {
            listings = source.load();
        }
        return listings;
    }

    /** Finds a file or directory. The root "" always exists. */
    @Override
    public Optional<FileNode> find(String path) {
        FileNode implied = null;
        List<LayerListing> all = listings();
        for (int i = all.size() - 1; i >= 0; i--) {
            LayerListing layer = all.get(i);
            int row = layer.find(path);
            if (row >= 0 && layer.isWhiteout(row)) {
                break;
            }
            if (row >= 0 && !layer.has(row, LayerListing.IMPLIED)) {
                return Optional.of(node(i, row, path));
            }
            if (row >= 0 && implied == null) {
                implied = node(i, row, path);
            }
            if (row >= 0 && layer.has(row, LayerListing.OPAQUE) || hidesBelow(layer, path)) {
                break;
            }
        }
        if (implied == null && path.isEmpty()) {
            implied = FileNode.directory("", 0755, 0, 0, 0);
        }
        return Optional.ofNullable(implied);
    }

    /** Whether an entry for a directory above the path makes this layer hide the path in lower layers. */
    private static boolean hidesBelow(LayerListing layer, String path) {
        if (path.isEmpty()) {
            return false;
        }
        int row = layer.find("");
        for (int end = path.indexOf('/'); row >= 0; end = path.indexOf('/', end + 1)) {
            if (!layer.isDirectory(row) || layer.has(row, LayerListing.OPAQUE)) {
                return true;
            }
            // A listing contains the parents of all its entries: if a directory is missing, nothing below it is listed.
            row = end < 0 ? -1 : layer.find(path.substring(0, end));
        }
        return false;
    }

    private FileNode node(int index, int row, String path) {
        LayerListing layer = listings.get(index);
        if (!layer.isFile(row)) {
            return layer.node(row, path, null);
        }
        String member = layer.has(row, LayerListing.HARD_LINK) ? layer.link(row) : path;
        Descriptor blob = image.manifest().layers().get(index);
        return layer.node(row, path, new BaseContent(this, blob, member, layer.size(row)));
    }

    @Override
    public List<FileNode> children(String directory) {
        List<FileNode> result = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        List<LayerListing> all = listings();
        for (int i = all.size() - 1; i >= 0; i--) {
            LayerListing layer = all.get(i);
            int own = layer.find(directory);
            if (own >= 0 && !layer.isDirectory(own)) {
                break;
            }
            for (int row : layer.children(directory)) {
                String path = layer.path(row);
                if (!decided.add(path) || layer.isWhiteout(row)) {
                    continue;
                }
                if (layer.has(row, LayerListing.IMPLIED)) {
                    find(path).ifPresent(result::add);
                } else {
                    result.add(node(i, row, path));
                }
            }
            if (own >= 0 && layer.has(own, LayerListing.OPAQUE) || hidesBelow(layer, directory)) {
                break;
            }
        }
        result.sort(Comparator.comparing(FileNode::path, PathOrder.BY_BYTES));
        return result;
    }

    @Override
    public String describe() {
        return "image " + image.requested();
    }

    /**
     * Groups the files of one instruction so that each layer is read at most once, and only if one of the files is
     * opened. Without this grouping, a layer is read again for every file that is not cached.
     */
    public static void fetchTogether(Collection<FileNode> nodes) {
        BaseContent.fetchTogether(nodes);
    }

    /** Fetches files into the local cache; reads each layer at most once. */
    void fetch(Collection<BaseContent> files) {
        members.fetch(files.stream().filter(file -> kept(file).isEmpty()).toList());
    }

    InputStream open(BaseContent file) throws IOException {
        Optional<byte[]> kept = kept(file);
        return kept.isPresent() ? new ByteArrayInputStream(kept.get()) : members.open(file);
    }

    /**
     * The content of etc/passwd or etc/group, empty for any other file. The listing contains these two files so that
     * owners can be looked up without reading a layer.
     */
    private Optional<byte[]> kept(BaseContent file) {
        boolean users = file.member().equals("etc/passwd");
        if (!users && !file.member().equals("etc/group")) {
            return Optional.empty();
        }
        LayerListing layer = listings().get(image.manifest().layers().indexOf(file.layer()));
        return Optional.of(users ? layer.passwd() : layer.group()).filter(bytes -> bytes.length == file.size());
    }
}
