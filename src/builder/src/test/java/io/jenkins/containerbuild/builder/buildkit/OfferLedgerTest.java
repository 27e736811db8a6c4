package io.jenkins.containerbuild.builder.buildkit;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;

import io.jenkins.containerbuild.cache.CacheDirectory;
import io.jenkins.containerbuild.cache.Shelf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is kept of transfers may be damaged, and what an engine says may be nonsense: neither ends in more than its own error. */
public class OfferLedgerTest {
    private static final byte[] PATH = "a.txt".getBytes(StandardCharsets.UTF_8);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aDamagedLedgerIsNone() {
        try (CacheDirectory cache = CacheDirectory.open(folder.getRoot().toPath())) {
            OfferLedger ledger = OfferLedger.open(cache, "x");
            ledger.modified(PATH, "one", 1, 100);
            ledger.finish();
            String key = ledger.sharedKey();
            byte[] whole = cache.read(Shelf.OFFERS, "x").orElseThrow();
            assertEquals(key, OfferLedger.open(cache, "x").sharedKey());
            for (int at = 0; at < whole.length; at++) {
                cache.write(Shelf.OFFERS, "x", Arrays.copyOf(whole, at));
                assertNotEquals(
                        "cut at " + at, key, OfferLedger.open(cache, "x").sharedKey());
                byte[] changed = whole.clone();
                changed[at] = (byte) 0xff;
                cache.write(Shelf.OFFERS, "x", changed);
                OfferLedger.open(cache, "x");
            }
        }
    }
}
