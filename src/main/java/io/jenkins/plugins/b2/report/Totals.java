package io.jenkins.plugins.b2.report;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Sums over files, of one step or of a whole build. Not thread-safe; whoever holds it guards it. */
@ExportedBean(defaultVisibility = 3)
public final class Totals {
    private long uploaded;
    private long downloaded;
    private long unchanged;
    private long deleted;
    private long hidden;
    private long bytes;
    private long resumed;
    private long millis;
    private long retries;

    void add(FileEntry file) {
        FileOutcome outcome = file.outcome();
        if (outcome == null) {
            return;
        }
        switch (outcome) {
            case UPLOADED -> uploaded++;
            case DOWNLOADED -> downloaded++;
            case UNCHANGED -> unchanged++;
            case DELETED -> deleted++;
            case HIDDEN -> hidden++;
        }
        if (file.isTransferred()) {
            bytes += file.getSize();
            resumed += file.getResumed();
        }
    }

    void add(Totals other) {
        uploaded += other.uploaded;
        downloaded += other.downloaded;
        unchanged += other.unchanged;
        deleted += other.deleted;
        hidden += other.hidden;
        bytes += other.bytes;
        resumed += other.resumed;
        millis += other.millis;
        retries += other.retries;
    }

    void addRetries(long count) {
        retries += count;
    }

    void setMillis(long millis) {
        this.millis = millis;
    }

    Totals copy() {
        Totals copy = new Totals();
        copy.add(this);
        return copy;
    }

    @Exported
    public long getUploaded() {
        return uploaded;
    }

    @Exported
    public long getDownloaded() {
        return downloaded;
    }

    /** Files that B2 had already. */
    @Exported
    public long getUnchanged() {
        return unchanged;
    }

    @Exported
    public long getDeleted() {
        return deleted;
    }

    @Exported
    public long getHidden() {
        return hidden;
    }

    @Exported
    public long getFiles() {
        return uploaded + downloaded + unchanged + deleted + hidden;
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
        return Rates.seconds(millis);
    }

    public String getRateText() {
        return bytes == 0 ? "" : ByteSize.formatRate(getRate());
    }
}
