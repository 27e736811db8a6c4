package io.jenkins.containerbuild.base;

import io.jenkins.containerbuild.base.BaseEntry.Kind;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.image.Descriptor;
import io.jenkins.containerbuild.measure.Progress;
import io.jenkins.containerbuild.registry.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stands in a base: its layers on top of each other, as an engine shows them (OCI image specification, layer). The layers themselves are
 * read once, ever; their listings are kept. Nothing is read before the first question. Safe for several threads.
 */
public final class BaseFiles {
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
     * The files of a base.
     *
     * @param target the repository that the image goes to, where listings are believed and kept; empty where nothing is pushed
     * @param progress hears why a listing beside the image is not used or not kept
     */
    public static BaseFiles of(BaseImage image, CacheDirectory cache, Optional<Repository> target, Progress progress) {
        Listings listings = new Listings(image, cache, target, target, progress);
        return new BaseFiles(image, listings, new LayerMembers(image, cache));
    }

    /** The same where nothing may go out yet: listings are kept in the target by {@link #keepIn} alone. */
    public static BaseFiles held(
            BaseImage image, CacheDirectory cache, Optional<Repository> target, Progress progress) {
        Listings listings = new Listings(image, cache, target, Optional.empty(), progress);
        return new BaseFiles(image, listings, new LayerMembers(image, cache));
    }

    /** Keeps the listings, if somebody asked for them, in the repository that the image went to. */
    public synchronized void keepIn(Repository target) {
        if (listings != null) {
            source.keepIn(target);
        }
    }

    /**
     * Makes sure that the listings are there, which otherwise the first question does.
     *
     * @throws io.jenkins.containerbuild.fault.InputException where a layer is damaged, or unpacks to more than honest ones do
     * @throws io.jenkins.containerbuild.fault.ServiceException where the base's registry does not give it
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

    /** What stands at the path; links on the way and at its end are not followed. The root "" is always there. */
    public Optional<BaseEntry> find(String path) {
        BaseEntry implied = null;
        List<LayerListing> all = listings();
        for (int i = all.size() - 1; i >= 0; i--) {
            LayerListing layer = all.get(i);
            int row = layer.find(path);
            if (row >= 0 && layer.type(row) == LayerListing.WHITEOUT) {
                break;
            }
            if (row >= 0 && !layer.has(row, LayerListing.IMPLIED)) {
                return Optional.of(entry(i, row, path));
            }
            if (row >= 0 && implied == null) {
                implied = entry(i, row, path);
            }
            if (row >= 0 && layer.has(row, LayerListing.OPAQUE) || hidesBelow(layer, path)) {
                break;
            }
        }
        if (implied == null && path.isEmpty()) {
            implied = new BaseEntry("", Kind.DIRECTORY, 0755, 0, 0, 0, 0, "", "", null, "");
        }
        return Optional.ofNullable(implied);
    }

    /** Whether nothing of lower layers is seen at the path, because of what the layer has above it. */
    private static boolean hidesBelow(LayerListing layer, String path) {
        if (path.isEmpty()) {
            return false;
        }
        int row = layer.find("");
        for (int end = path.indexOf('/'); row >= 0; end = path.indexOf('/', end + 1)) {
            if (layer.type(row) != LayerListing.DIRECTORY || layer.has(row, LayerListing.OPAQUE)) {
                return true;
            }
            // A listing has all directories on the way to what it has: below one that it lacks, it has nothing.
            row = end < 0 ? -1 : layer.find(path.substring(0, end));
        }
        return false;
    }

    private BaseEntry entry(int index, int row, String path) {
        LayerListing layer = listings.get(index);
        Descriptor blob = image.manifest().layers().get(index);
        boolean hardLink = layer.has(row, LayerListing.HARD_LINK);
        Kind kind =
                switch (layer.type(row)) {
                    case LayerListing.FILE -> Kind.FILE;
                    case LayerListing.DIRECTORY -> Kind.DIRECTORY;
                    case LayerListing.SYMLINK -> Kind.SYMLINK;
                    case LayerListing.CHARACTER_DEVICE -> Kind.CHARACTER_DEVICE;
                    case LayerListing.BLOCK_DEVICE -> Kind.BLOCK_DEVICE;
                    case LayerListing.PIPE -> Kind.PIPE;
                    default -> Kind.OTHER;
                };
        return new BaseEntry(
                path,
                kind,
                layer.mode(row),
                layer.uid(row),
                layer.gid(row),
                layer.size(row),
                layer.mtimeNanos(row),
                kind == Kind.SYMLINK ? layer.link(row) : "",
                kind == Kind.FILE ? HexFormat.of().formatHex(layer.capability(row)) : "",
                kind == Kind.FILE ? blob : null,
                kind == Kind.FILE ? hardLink ? layer.link(row) : path : "");
    }

    /** What stands directly in a directory, in no particular order; empty where the path is no directory. */
    public List<BaseEntry> children(String directory) {
        List<BaseEntry> result = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        List<LayerListing> all = listings();
        for (int i = all.size() - 1; i >= 0; i--) {
            LayerListing layer = all.get(i);
            int own = layer.find(directory);
            if (own >= 0 && layer.type(own) != LayerListing.DIRECTORY) {
                break;
            }
            for (int row : layer.children(directory)) {
                String path = layer.path(row);
                if (!decided.add(path) || layer.type(row) == LayerListing.WHITEOUT) {
                    continue;
                }
                if (layer.has(row, LayerListing.IMPLIED)) {
                    find(path).ifPresent(result::add);
                } else {
                    result.add(entry(i, row, path));
                }
            }
            if (own >= 0 && layer.has(own, LayerListing.OPAQUE) || hidesBelow(layer, directory)) {
                break;
            }
        }
        return result;
    }

    /**
     * Brings regular files of the base into the local cache, with one pass over each layer that has some of them; without it, each
     * {@link #open} of one that is not there passes over its layer.
     */
    public void fetch(Collection<BaseEntry> files) {
        members.fetch(files.stream().filter(file -> kept(file).isEmpty()).toList());
    }

    /** The bytes of a regular file that {@link #find} or {@link #children} gave. */
    public InputStream open(BaseEntry file) throws IOException {
        Optional<byte[]> kept = kept(file);
        return kept.isPresent() ? new ByteArrayInputStream(kept.get()) : members.open(file);
    }

    /** The bytes of a file of users or groups, which stand in the listing, so that names of owners cost no layer. */
    private Optional<byte[]> kept(BaseEntry file) {
        boolean users = file.member().equals("etc/passwd");
        if (!users && !file.member().equals("etc/group")) {
            return Optional.empty();
        }
        LayerListing layer = listings().get(image.manifest().layers().indexOf(file.layer()));
        return Optional.of(users ? layer.passwd() : layer.group()).filter(bytes -> bytes.length == file.size());
    }
}
