package io.jenkins.plugins.b2.report;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.TimeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Sums over files, of one step or of a whole build. Not thread-safe; whoever holds it guards it. */
@ExportedBean(defaultVisibility = 3)
public final class Totals {
    /** How many files by what became of them, see {@link FileEntry#getAction}. */
    private Map<String, Long> counts = new TreeMap<>();

    private long bytes;
    private long resumed;
    private long encrypted;
    private long millis;
    private long retries;

    void add(FileEntry file) {
        counts.merge(file.getAction(), 1L, Long::sum);
        if (file.isTransferred()) {
            bytes = sum(bytes, file.getSize());
            resumed = sum(resumed, file.getResumed());
            encrypted += file.getEncryption() == null ? 0 : 1;
        }
    }

    void add(Totals other) {
        other.counts.forEach((outcome, count) -> counts.merge(outcome, count, Long::sum));
        bytes = sum(bytes, other.bytes);
        resumed = sum(resumed, other.resumed);
        encrypted += other.encrypted;
        millis += other.millis;
        retries = sum(retries, other.retries);
    }

    /** A node may tell of sizes that are no longer a number together. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    void addRetries(long count) {
        retries = sum(retries, count);
    }

    void setMillis(long millis) {
        this.millis = millis;
    }

    Totals copy() {
        Totals copy = new Totals();
        copy.add(this);
        return copy;
    }

    private long count(FileOutcome outcome) {
        return counts.getOrDefault(outcome.text(), 0L);
    }

    @Exported
    public long getUploaded() {
        return count(FileOutcome.UPLOADED);
    }

    @Exported
    public long getDownloaded() {
        return count(FileOutcome.DOWNLOADED);
    }

    /** Files that B2 had already. */
    @Exported
    public long getUnchanged() {
        return count(FileOutcome.UNCHANGED);
    }

    @Exported
    public long getDeleted() {
        return count(FileOutcome.DELETED);
    }

    @Exported
    public long getHidden() {
        return count(FileOutcome.HIDDEN);
    }

    @Exported
    public long getFailed() {
        return counts.getOrDefault(FileEntry.FAILED, 0L);
    }

    /** With all that failed. */
    @Exported
    public long getFiles() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Bytes of the files that were moved, without those that were there already. */
    @Exported
    public long getBytes() {
        return bytes;
    }

    /** Those of the bytes that B2 held from an earlier, interrupted run. */
    @Exported
    public long getResumed() {
        return resumed;
    }

    /** How many of the files that were moved are encrypted in B2 by this plugin. */
    @Exported
    public long getEncrypted() {
        return encrypted;
    }

    /** Empty where none is. */
    private String getEncryptedText() {
        if (encrypted == 0) {
            return "";
        }
        boolean all = encrypted == getUploaded() + getDownloaded();
        return all ? Messages.Totals_encrypted() : Messages.Totals_someEncrypted(encrypted);
    }

    /** Of the steps, added up; steps that ran at the same time count each. */
    @Exported
    public long getMillis() {
        return millis;
    }

    @Exported
    public long getRetries() {
        return retries;
    }

    /** Bytes a second. */
    @Exported
    public long getRate() {
        return Rates.of(bytes - resumed, millis);
    }

    public String getSizeText() {
        return ByteSize.format(bytes);
    }

    public String getTimeText() {
        return TimeText.of(Duration.ofMillis(millis));
    }

    /** What became of files, each way once. */
    public List<String> getOutcomes() {
        return Stream.concat(
                        Stream.of(FileEntry.FAILED),
                        Arrays.stream(FileOutcome.values()).map(FileOutcome::text))
                .filter(counts::containsKey)
                .toList();
    }

    /** Such as {@code 2 failed, 6 uploaded}; empty where there are no files. */
    public String getOutcomesText() {
        return getOutcomes().stream()
                .map(outcome -> counts.get(outcome) + " " + outcome)
                .collect(Collectors.joining(", "));
    }

    /** All of it in a line. */
    public String getSummary() {
        if (counts.isEmpty()) {
            return Messages.Totals_none();
        }
        String retried = Messages.Totals_retries(retries);
        return Stream.of(getOutcomesText(), bytes == 0 ? "" : getSizeText(), getEncryptedText(), getRateText(), retried)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    public String getRateText() {
        return bytes == 0 ? "" : ByteSize.formatRate(getRate());
    }
}
