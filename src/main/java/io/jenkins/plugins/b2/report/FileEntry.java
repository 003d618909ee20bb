package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.TimeText;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private FileEntry(
            String name,
            String action,
            long size,
            long resumed,
            long millis,
            int retries,
            String sha1,
            String encryption,
            String fileId,
            String reason) {
        this.name = name;
        this.action = action;
        this.size = size;
        this.resumed = resumed;
        this.millis = millis;
        this.retries = retries;
        this.sha1 = sha1;
        this.encryption = encryption;
        this.fileId = fileId;
        this.reason = reason;
    }

    /** Nodes tell what they did; none of them is to fill the memory here, or to write what XML can't be read with. */
    static String limited(String text) {
        return text == null ? null : PrintableText.forXml(text, MAX_TEXT);
    }

    static FileEntry of(Failure failure) {
        return new FileEntry(limited(failure.name()), FAILED, 0, 0, 0, 0, null, null, null, limited(failure.message()));
    }

    /** Null for what a dry run would have done. */
    @CheckForNull
    static FileEntry of(FileResult file) {
        return file.dryRun()
                ? null
                : new FileEntry(
                        limited(file.name()),
                        file.outcome().text(),
                        file.size(),
                        file.resumedBytes(),
                        file.elapsed().toMillis(),
                        file.retries(),
                        limited(file.sha1()),
                        file.encryption() == null ? null : file.encryption().name(),
                        limited(file.fileId()),
                        null);
    }

    /** All of it in a line, fields divided by tabs, see {@link #parse}. */
    String line() {
        return Stream.of(name, action, size, resumed, millis, retries, sha1, encryption, fileId, reason)
                .map(FileEntry::field)
                .collect(Collectors.joining("\t"));
    }

    /** An empty field is null; what would end a field or a line is told by a letter behind a backslash. */
    private static String field(Object value) {
        return value == null
                ? ""
                : value.toString()
                        .replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r");
    }

    /**
     * The other way round.
     *
     * @throws RuntimeException when that is no such line
     */
    static FileEntry parse(String line) {
        String[] fields = line.split("\t", -1);
        return new FileEntry(
                Util.fixNull(text(fields[0])),
                text(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                Integer.parseInt(fields[5]),
                text(fields[6]),
                text(fields[7]),
                text(fields[8]),
                text(fields[9]));
    }

    /** What a field holds that lies between two places of a line; an empty one is an empty text. */
    static String text(String line, int from, int to) {
        return Util.fixNull(text(line.substring(from, to)));
    }

    @CheckForNull
    private static String text(String field) {
        if (field.isEmpty()) {
            return null;
        }
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char character = field.charAt(i);
            if (character == '\\') {
                i++;
                character = switch (field.charAt(i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> field.charAt(i);
                };
            }
            text.append(character);
        }
        return text.toString();
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

    /** The file id, where B2 held its content as it is when the step ended; null otherwise. */
    @CheckForNull
    String openableId() {
        FileOutcome outcome = outcome();
        boolean there = outcome == FileOutcome.UNCHANGED || outcome != null && outcome.isTransferred();
        return there && encryption == null ? fileId : null;
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
