package io.jenkins.plugins.containerbuild.catalogue;

import hudson.Util;
import io.jenkins.containerbuild.measure.Figures;
import io.jenkins.containerbuild.policy.BaseCheck.State;
import io.jenkins.containerbuild.policy.Catalogue;
import java.time.Instant;
import java.util.List;

/** A row of the base images page. Unknown texts are "". */
public final class BaseImageRow {
    private final Catalogue.Entry entry;
    private final State state;
    private final int jobs;
    private final int behind;

    BaseImageRow(Catalogue.Entry entry) {
        this.entry = entry;
        this.state = BaseImages.get().state(entry);
        List<UsedBase> uses = BaseUsage.get().of(entry);
        this.jobs = uses.size();
        this.behind = (int) uses.stream().filter(use -> isBehind(use, state)).count();
    }

    /** Whether a build used an outdated digest of the base image; false if the current digests are unknown. */
    static boolean isBehind(UsedBase use, State state) {
        return !state.platforms().isEmpty() && !state.platforms().containsValue(use.getDigest());
    }

    public Catalogue.Entry getEntry() {
        return entry;
    }

    public String getName() {
        return entry.name();
    }

    public String getReference() {
        return entry.reference();
    }

    public String getOwner() {
        return entry.owner();
    }

    public String getDescription() {
        return entry.description();
    }

    public String getPlatform() {
        return entry.platform();
    }

    public boolean isPinned() {
        return entry.pinned().contains("@");
    }

    public boolean isDeprecated() {
        return entry.retirement().deprecated();
    }

    public String getReplacedBy() {
        return entry.retirement().replacedBy();
    }

    public String getDigest() {
        return state.digest();
    }

    /** The first twelve digits of the digest, for display. */
    public String getShortDigest() {
        String digest = state.digest();
        int colon = digest.indexOf(':') + 1;
        return digest.substring(colon, Math.min(digest.length(), colon + 12));
    }

    public String getSince() {
        return ago(state.since());
    }

    public long getSinceMillis() {
        return millis(state.since());
    }

    public String getWeight() {
        return Figures.bytes(state.bytes());
    }

    public long getBytes() {
        return state.bytes();
    }

    public String getAge() {
        return ago(state.created());
    }

    public long getCreatedMillis() {
        return millis(state.created());
    }

    public String getChecked() {
        return ago(state.checked());
    }

    public long getCheckedMillis() {
        return millis(state.checked());
    }

    /**
     * Reason why the last check failed. Advice to run docker login is replaced, because administrators have no terminal
     * on the controller.
     */
    public String getFailure() {
        return state.failure()
                .replaceAll("run: docker login( [^ ,;]+)?", "set credentials for this base image that may read it");
    }

    /** Number of jobs whose last successful build used the base image. */
    public int getJobs() {
        return jobs;
    }

    /** Number of jobs whose last successful build used an outdated digest of the base image. */
    public int getBehind() {
        return behind;
    }

    private static String ago(Instant instant) {
        if (instant == null) {
            return "";
        }
        long millis = System.currentTimeMillis() - millis(instant);
        return millis < 60_000 ? "< 1 min" : roughly(Util.getTimeSpanString(millis));
    }

    /** Shortens a time span to its largest unit: {@code 6 yr 2 mo} becomes {@code 6 yr}. */
    private static String roughly(String span) {
        int unit = span.indexOf(' ') + 1;
        int end = span.indexOf(' ', unit);
        return end < 0 ? span : span.substring(0, end);
    }

    private static long millis(Instant instant) {
        return instant == null ? 0 : instant.toEpochMilli();
    }
}
