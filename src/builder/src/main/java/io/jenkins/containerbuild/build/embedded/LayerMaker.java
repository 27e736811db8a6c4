package io.jenkins.containerbuild.build.embedded;

import io.jenkins.containerbuild.build.BuildOptions;
import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.reuse.FileDigests;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes layers of entries, or finds them in the cache. */
final class LayerMaker {

    /**
     * @param digests of files on disk
     * @param sourceDateEpoch seconds since 1970 that no time in a layer exceeds
     */
    LayerMaker(CacheDirectory cache, FileDigests digests, BuildOptions options, Optional<Long> sourceDateEpoch) {}

    /**
     * The layers that hold the entries, which give the same root file system in whatever order they are applied.
     *
     * @param entries sorted by path with {@code /} before every other byte, so that directories come before what is in them; the targets
     *     of hard links before the links
     * @param budget how many layers there may be at most, at least 1
     * @param ready hears of each layer as soon as it is there, in the order of the result
     */
    List<MadeLayer> make(List<LayerEntry> entries, int budget, Consumer<MadeLayer> ready) {
        throw new UnsupportedOperationException("LAYERS engineer: lands by 14:10");
    }
}
