package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.XmlFile;
import io.jenkins.plugins.b2.transfer.PrintableText;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * What is known of one profile's storage, in a file of its own: the last figures, those that are being gathered, and how it
 * grew. A copy of the file; whoever changes it writes it.
 */
final class StorageRecord {
    private static final Logger LOGGER = Logger.getLogger(StorageRecord.class.getName());
    /** Days; more than a year of them. */
    static final int MAX_POINTS = 400;

    /** What was counted before that says too little of what is there when the rest is counted. */
    private static final Duration MAX_BREAK = Duration.ofDays(7);

    private static final int NAME_BYTES = 16;
    private static final int MAX_REASON = 1000;

    private final String profile;
    private StorageFigures last;
    private StorageFigures partial;
    private String error;
    private boolean stopped;
    private long begun;
    private final List<Point> history = new ArrayList<>();

    /** The figures of a day. */
    static final class Point {
        final long day;
        final long files;
        final long versions;
        final long bytes;

        private Point(long day, PrefixFigures figures) {
            this.day = day;
            this.files = figures.getFiles();
            this.versions = figures.getVersions();
            this.bytes = figures.getBytes();
        }

        LocalDate date() {
            return LocalDate.ofEpochDay(day);
        }
    }

    private StorageRecord(String profile) {
        this.profile = profile;
    }

    /** Names of profiles can be longer than those of files, and have any character. */
    private static XmlFile file(String profile) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(profile.getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().formatHex(hash, 0, NAME_BYTES) + ".xml";
            return new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), "backblaze-b2/storage/" + name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What can't be read is counted anew. */
    static StorageRecord read(String profile) {
        XmlFile file = file(profile);
        try {
            if (file.exists() && file.read() instanceof StorageRecord known && profile.equals(known.profile)) {
                return known;
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not read " + file, e);
        }
        return new StorageRecord(profile);
    }

    String profile() {
        return profile;
    }

    /** @throws IOException when it can't be kept; what was kept before stays */
    void write() throws IOException {
        file(profile).write(this);
    }

    /** Of the last count that came to its end; null before the first. */
    @CheckForNull
    StorageFigures last() {
        return last;
    }

    /** Of a count that has begun and not ended; null for none. */
    @CheckForNull
    StorageFigures partial() {
        return partial;
    }

    /** Why the last count ended early; null when it did not. */
    @CheckForNull
    String error() {
        return error;
    }

    /** Whether nobody is to go on with a partial count before somebody says so. */
    boolean isHeld() {
        return stopped || error != null;
    }

    /** When somebody last began to count, or to go on with it, milliseconds since 1970; 0 for never. */
    long begun() {
        return begun;
    }

    /** By the day, the oldest first. */
    List<Point> history() {
        return history;
    }

    /** Begins to count, or goes on where that ended, if it is still the same place. */
    StorageFigures begin(String bucket, String prefix) {
        long now = System.currentTimeMillis();
        boolean longAgo = now - begun > MAX_BREAK.toMillis();
        error = null;
        stopped = false;
        begun = now;
        if (partial == null
                || longAgo
                || !partial.getBucket().equals(bucket)
                || !partial.getPrefix().equals(prefix)) {
            partial = new StorageFigures(bucket, prefix);
        }
        return partial;
    }

    void complete() {
        last = partial;
        partial = null;
        Point today = new Point(LocalDate.now().toEpochDay(), last.all());
        history.removeIf(point -> point.day == today.day);
        history.add(today);
        while (history.size() > MAX_POINTS) {
            history.remove(0);
        }
    }

    void failed(String reason) {
        error = PrintableText.forXml(reason, MAX_REASON);
    }

    void stopped() {
        stopped = true;
    }
}
