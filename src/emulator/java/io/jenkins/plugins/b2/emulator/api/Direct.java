package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Capabilities;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.Receiver;
import io.jenkins.plugins.b2.emulator.store.StoredContent;
import io.jenkins.plugins.b2.emulator.store.VersionListing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The store without HTTP, for tests that prepare a bucket or look into it. Thread-safe. */
public final class Direct {
    private static final Grant EVERYTHING = new Grant(new AppKey("", "", "", Capabilities.ALL, null, null, null, true));

    private final Service service;

    public Direct(Service service) {
        this.service = service;
    }

    public List<String> buckets() {
        return service.buckets().all().stream().map(Bucket::name).sorted().toList();
    }

    /** Refuses an unknown name. */
    public Bucket bucket(String name) {
        Bucket bucket = service.buckets().byName(name);
        if (bucket == null) {
            throw new IllegalArgumentException("no bucket [" + name + "]");
        }
        return bucket;
    }

    public String createBucketIfMissing(String name) {
        Bucket bucket = service.buckets().byName(name);
        return bucket == null ? createBucket(name, new JsonObject()).id() : bucket.id();
    }

    /** {@code settings} are the arguments of {@code b2_create_bucket} besides the name; what is missing is usual. */
    public Bucket createBucket(String name, JsonObject settings) {
        BucketSettings checked = new BucketSettings(Params.of(settings), EVERYTHING);
        return service.buckets().create(BucketSettings.checkName(name), checked::applyToNew);
    }

    public void deleteBucket(String name) {
        service.buckets().delete(bucket(name).id());
    }

    /**
     * What is stored besides name and bytes.
     *
     * @param timestamp milliseconds since 1970, or null for now
     */
    public record Extras(FileMeta meta, FileLock lock, boolean verified, Long timestamp) {
        public static final Extras NONE =
                new Extras(new FileMeta("application/octet-stream"), FileLock.NONE, true, null);
    }

    public String put(String bucketName, String fileName, byte[] bytes, Extras extras) throws IOException {
        return add(bucket(bucketName), fileName, content(bytes, extras.verified()), extras)
                .fileId();
    }

    /** All of them share the bytes, so that the names are what costs. */
    public void putMany(String bucketName, Iterable<String> fileNames, byte[] bytes) throws IOException {
        Bucket bucket = bucket(bucketName);
        FileVersion first = null;
        for (String name : fileNames) {
            StoredContent content =
                    first == null ? content(bytes, true) : service.files().share(first, 0, bytes.length);
            FileVersion file = add(bucket, name, content, Extras.NONE);
            first = first == null ? file : first;
        }
    }

    private StoredContent content(byte[] bytes, boolean verified) throws IOException {
        try (Receiver receiver = service.account().bodies().receive(bytes.length)) {
            receiver.write(ByteBuffer.wrap(bytes));
            return receiver.commit(receiver.sha1(), verified);
        }
    }

    private FileVersion add(Bucket bucket, String fileName, StoredContent content, Extras extras) {
        return service.files()
                .add(
                        bucket.id(),
                        FileNameRules.check(fileName),
                        extras.meta(),
                        extras.lock(),
                        content,
                        extras.timestamp());
    }

    /** Begins a large file and returns its id. */
    public String startLarge(String bucketName, String fileName, Extras extras) {
        return service.largeFiles()
                .start(
                        bucket(bucketName).id(),
                        FileNameRules.check(fileName),
                        extras.meta(),
                        extras.lock(),
                        extras.timestamp())
                .fileId();
    }

    /** Adds or replaces a part of an unfinished large file and returns its SHA-1. */
    public String putPart(String fileId, int number, byte[] bytes) throws IOException {
        StoredContent content = content(bytes, true);
        return service.largeFiles().addPart(fileId, number, content).content().sha1Text();
    }

    public void finishLarge(String fileId, List<String> sha1s) {
        service.largeFiles().finish(fileId, sha1s);
    }

    /** Hides a name and returns the id of the hide marker. */
    public String hide(String bucketName, String fileName) {
        return service.files().hide(bucket(bucketName).id(), fileName).fileId();
    }

    /** Deletes any row, also one that is locked. */
    public void delete(String fileId) {
        service.files().remove(fileId);
    }

    public long now() {
        return service.account().now();
    }

    /** All rows in listing order. */
    public List<FileVersion> files(String bucketName) {
        VersionListing.Query all =
                new VersionListing.Query(bucket(bucketName).id(), "", null, "", null, Integer.MAX_VALUE);
        return service.listing().versions(all).rows().stream()
                .map(VersionListing.Row::file)
                .toList();
    }

    public byte[] content(String fileId) throws IOException {
        try (var reader = service.files().open(fileId, o -> {}).reader()) {
            long length = service.files().byId(fileId).content().length();
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(length));
            while (all.hasRemaining()) {
                reader.read(all, all.position());
            }
            return all.array();
        } catch (B2Failure e) {
            throw new IllegalArgumentException("no file of that id: " + fileId, e);
        }
    }
}
