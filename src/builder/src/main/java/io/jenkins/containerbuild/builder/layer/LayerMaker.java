package io.jenkins.containerbuild.builder.layer;

import io.jenkins.containerbuild.builder.BuildOptions;
import io.jenkins.containerbuild.builder.Layer;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.file.FileContent;
import io.jenkins.containerbuild.file.FileNode;
import io.jenkins.containerbuild.measure.Outcome;
import io.jenkins.containerbuild.reuse.FileDigests;
import io.jenkins.containerbuild.reuse.PushedLayers;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes layers from entries, or finds them in the cache or in the repository to which the image is pushed. */
public final class LayerMaker {
    private final CacheDirectory directory;
    private final FileDigests digests;
    private final BuildOptions options;
    private final Optional<Long> sourceDateEpoch;
    private final LayerCache cache;
    private final Optional<PushedLayers> pushed;
    private final LayerWriter writer;

    /**
     * @param digests digests of files on disk
     * @param sourceDateEpoch if given, the time (in seconds since the epoch) to which all later timestamps are clamped
     * @param pushed finds layers in the repository to which the image is pushed; empty if the image is not pushed
     */
    public LayerMaker(
            CacheDirectory cache,
            FileDigests digests,
            BuildOptions options,
            Optional<Long> sourceDateEpoch,
            Optional<PushedLayers> pushed) {
        this.directory = cache;
        this.digests = digests;
        this.options = options;
        this.sourceDateEpoch = sourceDateEpoch;
        this.cache = new LayerCache(cache);
        this.pushed = pushed;
        this.writer = new LayerWriter(cache, options.compression(), sourceDateEpoch.orElse(Long.MAX_VALUE));
    }

    /**
     * Returns layers that together contain all entries; the order in which they are applied does not matter. If there
     * are no entries, the result is one empty layer, as in BuildKit for an instruction that changes nothing.
     *
     * @param entries entries sorted by path, with {@code /} before every other byte, so that directories come before
     *     their contents; targets of hard links come before the links
     * @param budget maximum number of layers, at least 1
     * @param ready called for each layer as soon as the layer is available, in the order of the result
     * @throws io.jenkins.containerbuild.fault.InputException if a file cannot be read, changes while it is read, or has
     *     a name that a layer cannot contain
     * @throws io.jenkins.containerbuild.fault.ServiceException if the layer cannot be written to the cache, for example
     *     because the disk is full
     */
    public List<MadeLayer> make(List<FileNode> entries, int budget, Consumer<MadeLayer> ready) {
        boolean split = !entries.isEmpty() && options.layerSplit() != BuildOptions.LayerSplit.OFF;
        LayerKey.Settings settings = new LayerKey.Settings(options.compression(), split ? budget : 1, sourceDateEpoch);
        Optional<CopyShortcut> shortcut =
                options.useCache() ? CopyShortcut.of(directory, entries, settings) : Optional.empty();
        List<MadeLayer> layers = shortcut.isPresent() ? findAll(shortcut.get().keys()) : List.of();
        if (!layers.isEmpty()) {
            layers.forEach(ready);
            return layers;
        }
        layers = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        Map<FileNode, String> identities = identities(entries);
        for (List<FileNode> part : split ? LayerSplit.split(entries, budget) : List.of(entries)) {
            String key = LayerKey.of(part, identities, settings);
            MadeLayer layer = findOrMake(key, part);
            keys.add(key);
            layers.add(layer);
            ready.accept(layer);
        }
        if (shortcut.isPresent()) {
            shortcut.get().remember(keys);
        }
        return layers;
    }

    /** Returns the layers with these keys, or an empty list if one of the layers is not in the cache. */
    private List<MadeLayer> findAll(List<String> keys) {
        List<MadeLayer> layers = new ArrayList<>();
        for (String key : keys) {
            Optional<MadeLayer> layer = cache.find(key);
            if (layer.isEmpty()) {
                return List.of();
            }
            layers.add(layer.get());
        }
        return layers;
    }

    private Map<FileNode, String> identities(List<FileNode> entries) {
        List<FileNode> files = new ArrayList<>();
        List<FileContent> contents = new ArrayList<>();
        for (FileNode entry : entries) {
            if (entry.content() != null) {
                files.add(entry);
                contents.add(entry.content());
            }
        }
        List<String> known = digests.identities(contents);
        Map<FileNode, String> result = new IdentityHashMap<>(2 * files.size());
        for (int i = 0; i < files.size(); i++) {
            result.put(files.get(i), known.get(i));
        }
        return result;
    }

    private MadeLayer findOrMake(String key, List<FileNode> entries) {
        long files = entries.stream().filter(entry -> !entry.isDirectory()).count();
        if (options.useCache()) {
            Optional<MadeLayer> found = cache.find(key).or(() -> findPushed(key, files));
            if (found.isPresent()) {
                return found.get();
            }
        }
        LayerWriter.Written written = writer.write(entries);
        long created = sourceDateEpoch.isPresent() ? sourceDateEpoch.get() * 1000 : System.currentTimeMillis();
        return cache.keep(key, written, created, files);
    }

    private Optional<MadeLayer> findPushed(String key, long files) {
        return pushed.flatMap(there -> there.find(key)
                .map(found -> new MadeLayer(
                        new Layer(
                                PushedLayers.withKey(found.descriptor(), key),
                                found.diffId(),
                                new Layer.InRepository(there.target())),
                        Outcome.CACHED,
                        found.created(),
                        files)));
    }
}
