package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.TimeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What became of one file. Immutable; kept with the build. */
@ExportedBean(defaultVisibility = 3)
public final class FileEntry {
    /** What became of a file that failed; the others have a {@link FileOutcome}. */
    static final String FAILED = "failed";
    /** Characters; B2 has no longer names, and nobody reads longer messages. */
    private static final int MAX_TEXT = 1024;
    /** Characters of a long value that the page shows; all of it is in the tooltip. */
    private static final int SHORT = 10;

    private static final int REPLACEMENT = 0xFFFD;
    private static final String ELLIPSIS = "\u2026";

    private final String name;
    private final String action;
    private final long size;
    private final long resumed;
    private final long millis;
    private final int retries;
    private final String sha1;
    private final String encryption;
    private final String fileId;
    private final String reason;

    private FileEntry(Failure failure) {
        this.name = limited(failure.name());
        this.action = FAILED;
        this.reason = limited(failure.message());
        this.size = 0;
        this.resumed = 0;
        this.millis = 0;
        this.retries = 0;
        this.sha1 = null;
        this.encryption = null;
        this.fileId = null;
    }

    private FileEntry(FileResult file) {
        this.reason = null;
        this.name = limited(file.name());
        this.fileId = limited(file.fileId());
        this.action = file.outcome().text();
        this.size = file.size();
        this.resumed = file.resumedBytes();
        this.millis = file.elapsed().toMillis();
        this.retries = file.retries();
        this.sha1 = limited(file.sha1());
        this.encryption = file.encryption() == null ? null : file.encryption().name();
    }

    /** Nodes tell what they did; none of them is to fill the memory here, or to write what XML can't be read with. */
    static String limited(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder limited = new StringBuilder();
        text.codePoints()
                .limit(MAX_TEXT)
                .map(character -> isXml(character) ? character : REPLACEMENT)
                .forEach(limited::appendCodePoint);
        return limited.toString();
    }

    /** As XML 1.1 has it, section 2.2. */
    private static boolean isXml(int character) {
        return character >= 1 && character <= 0xD7FF
                || character >= 0xE000 && character <= 0xFFFD
                || character >= 0x10000;
    }

    static FileEntry of(Failure failure) {
        return new FileEntry(failure);
    }

    /** Null for what a dry run would have done. */
    @CheckForNull
    static FileEntry of(FileResult result) {
        return result.dryRun() ? null : new FileEntry(result);
    }

    /** The file name in B2. */
    @Exported
    public String getName() {
        return name;
    }

    /** Where a long name may be broken: behind each slash. */
    public List<String> getNameParts() {
        return List.of(name.split("(?<=/)"));
    }

    @Exported
    public boolean isFailed() {
        return FAILED.equals(action);
    }

    /** Why it failed and what to do; null when it did not. */
    @CheckForNull
    @Exported
    public String getReason() {
        return reason;
    }

    /** What became of it: {@code failed}, or as {@link FileOutcome#text} has it. */
    @Exported
    public String getAction() {
        return action;
    }

    /** Bytes, as the file lies on the node. */
    @Exported
    public long getSize() {
        return size;
    }

    /** Bytes that B2 held from an earlier, interrupted run. */
    @Exported
    public long getResumed() {
        return resumed;
    }

    @Exported
    public long getMillis() {
        return millis;
    }

    /** Whether its bytes travelled. */
    boolean isTransferred() {
        FileOutcome outcome = outcome();
        return outcome != null && outcome.isTransferred();
    }

    /** Null for one that failed. */
    @CheckForNull
    private FileOutcome outcome() {
        return Arrays.stream(FileOutcome.values())
                .filter(known -> known.text().equals(action))
                .findFirst()
                .orElse(null);
    }

    /** Bytes a second; 0 when no bytes travelled. */
    @Exported
    public long getRate() {
        return isTransferred() ? Rates.of(size - resumed, millis) : 0;
    }

    @Exported
    public int getRetries() {
        return retries;
    }

    /** Of the bytes on the node; null where they were authenticated by encryption instead. */
    @CheckForNull
    @Exported
    public String getSha1() {
        return sha1;
    }

    /** The format; null for a file as it is. */
    @CheckForNull
    @Exported
    public String getEncryption() {
        return encryption;
    }

    @Exported
    public boolean isEncrypted() {
        return encryption != null;
    }

    @CheckForNull
    @Exported
    public String getFileId() {
        return fileId;
    }

    /** The size under a name that Jelly's expressions can read; {@code size} is a word of theirs. */
    public long getBytes() {
        return size;
    }

    public String getSizeText() {
        return isFailed() ? "" : ByteSize.format(size);
    }

    public String getTimeText() {
        return isTransferred() ? TimeText.of(Duration.ofMillis(millis)) : "";
    }

    public String getRateText() {
        return isTransferred() ? ByteSize.formatRate(getRate()) : "";
    }

    /** The beginning of a hash, which tells files apart. */
    public String getSha1Text() {
        return sha1 == null || sha1.length() <= SHORT ? sha1 : sha1.substring(0, SHORT) + ELLIPSIS;
    }

    /** The end of a file id; its beginning is that of the bucket. */
    public String getFileIdText() {
        return fileId == null || fileId.length() <= SHORT
                ? fileId
                : ELLIPSIS + fileId.substring(fileId.length() - SHORT);
    }
}
