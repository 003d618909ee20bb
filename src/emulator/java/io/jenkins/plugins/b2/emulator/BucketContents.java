package io.jenkins.plugins.b2.emulator;

import io.jenkins.plugins.b2.emulator.api.Direct;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is in a bucket, filled and looked into without HTTP and without a key: as somebody else has left it there. Faults
 * and counts do not know of it. Thread-safe, new files apart.
 *
 * <pre>BucketContents bucket = emulator.bucket("my-bucket");
 * bucket.put("a.txt", bytes);
 * bucket.file("b.txt").contentType("text/plain").info("author", "me").age(Duration.ofDays(30)).put(bytes);
 * bucket.putVersions("c.txt", oldest, newest);
 * bucket.hide("c.txt");
 * String unfinished = bucket.file("big").start();
 * bucket.putPart(unfinished, 1, part);</pre>
 *
 * Names that B2 would not take are refused with its answer as an exception.
 */
public final class BucketContents {
    private final Direct direct;
    private final String name;

    BucketContents(Direct direct, String name) {
        this.direct = direct;
        this.name = direct.bucket(name).name();
    }

    public String id() {
        return direct.bucket(name).id();
    }

    /** A file version to be described and then stored. */
    public NewFile file(String fileName) {
        return new NewFile(fileName);
    }

    /** Stores a file version and returns its id. */
    public String put(String fileName, byte[] bytes) throws IOException {
        return file(fileName).put(bytes);
    }

    /** Stores several versions of one name and returns their ids in the same order. */
    public List<String> putVersions(String fileName, byte[]... oldestFirst) throws IOException {
        List<String> ids = new ArrayList<>();
        for (byte[] bytes : oldestFirst) {
            ids.add(put(fileName, bytes));
        }
        return ids;
    }

    /**
     * Stores {@code count} file versions of the same bytes, named {@code prefix} and eight digits from 0 on. A million
     * take two seconds and 220 MB of heap.
     */
    public void putMany(String prefix, int count, byte[] bytes) throws IOException {
        putMany(
                IntStream.range(0, count).mapToObj(i -> {
                    String digits = Integer.toString(i);
                    return prefix + "0".repeat(8 - Math.min(8, digits.length())) + digits;
                }),
                bytes);
    }

    /** Stores a file version of the same bytes for each name. */
    public void putMany(Stream<String> fileNames, byte[] bytes) throws IOException {
        direct.putMany(name, fileNames::iterator, bytes);
    }

    /** Stores or replaces a part of an unfinished large file, numbers beginning at 1, and returns its SHA-1. */
    public String putPart(String fileId, int number, byte[] bytes) throws IOException {
        return direct.putPart(fileId, number, bytes);
    }

    /** Hides a name and returns the id of the hide marker. */
    public String hide(String fileName) {
        return direct.hide(name, fileName);
    }

    /** Deletes a row of any kind, also one under retention or legal hold. */
    public void delete(String fileId) {
        direct.delete(fileId);
    }

    /** All rows, by name and newest first: versions, hide markers, unfinished large files. */
    public List<StoredFile> rows() {
        return direct.files(name).stream().map(StoredFile::of).toList();
    }

    /** A file version that is not stored yet. For one thread. */
    public final class NewFile {
        private final String fileName;
        private final Map<String, String> info = new LinkedHashMap<>();
        private String contentType = "application/octet-stream";
        private ServerSideEncryption encryption;
        private FileLock lock = FileLock.NONE;
        private boolean verified = true;
        private Long timestamp;

        private NewFile(String fileName) {
            this.fileName = fileName;
        }

        /** By default {@code application/octet-stream}. */
        public NewFile contentType(String type) {
            contentType = type;
            return this;
        }

        /** Adds to the file info, without the limits that B2 sets to it. */
        public NewFile info(String key, String value) {
            info.put(key.toLowerCase(Locale.ROOT), value);
            return this;
        }

        /** The upload timestamp in milliseconds since 1970; by default now. */
        public NewFile timestamp(long millis) {
            timestamp = millis;
            return this;
        }

        /** Uploaded (or begun) so long ago, by the emulator's clock. */
        public NewFile age(Duration age) {
            return timestamp(direct.now() - age.toMillis());
        }

        public NewFile encryption(ServerSideEncryption newEncryption) {
            encryption = newEncryption;
            return this;
        }

        /**
         * Locks the version, also where the bucket has no Object Lock.
         *
         * @param mode {@code governance} or {@code compliance}
         * @param time from now on, by the emulator's clock
         */
        public NewFile retained(String mode, Duration time) {
            lock = lock.withRetention(mode, direct.now() + time.toMillis());
            return this;
        }

        /** Sets a legal hold. */
        public NewFile held() {
            lock = lock.withLegalHold("on");
            return this;
        }

        /** As after an upload with {@code do_not_verify}: B2 then marks the SHA-1 as {@code unverified:}. */
        public NewFile unverified() {
            verified = false;
            return this;
        }

        private Direct.Extras extras() {
            return new Direct.Extras(new FileMeta(contentType, info, encryption, null), lock, verified, timestamp);
        }

        /** Stores the version and returns its id. */
        public String put(byte[] bytes) throws IOException {
            return direct.put(name, fileName, bytes, extras());
        }

        /** Begins a large file that nobody finishes, and returns its id. */
        public String start() {
            return direct.startLarge(name, fileName, extras());
        }

        /** Stores a large file of at least two parts, all but the last of at least the minimum size; returns its id. */
        public String putParts(byte[]... parts) throws IOException {
            String fileId = start();
            List<String> sha1s = new ArrayList<>();
            for (byte[] part : parts) {
                sha1s.add(putPart(fileId, sha1s.size() + 1, part));
            }
            direct.finishLarge(fileId, sha1s);
            return fileId;
        }
    }
}
