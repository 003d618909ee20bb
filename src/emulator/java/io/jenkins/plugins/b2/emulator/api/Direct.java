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
    private static final FileMeta PLAIN = new FileMeta("application/octet-stream");

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
        if (bucket == null) {
            BucketSettings settings = new BucketSettings(Params.of(new JsonObject()), EVERYTHING);
            bucket = service.buckets().create(BucketSettings.checkName(name), settings::applyToNew);
        }
        return bucket.id();
    }

    public String put(String bucketName, String fileName, byte[] bytes) throws IOException {
        StoredContent content = content(bytes);
        return add(bucket(bucketName), fileName, content).fileId();
    }

    /** All of them share the bytes, so that the names are what costs. */
    public void putMany(String bucketName, String prefix, int count, byte[] bytes) throws IOException {
        Bucket bucket = bucket(bucketName);
        FileVersion first = null;
        for (int i = 0; i < count; i++) {
            String digits = Integer.toString(i);
            String name = prefix + "0".repeat(Math.max(0, 8 - digits.length())) + digits;
            StoredContent content =
                    first == null ? content(bytes) : service.files().share(first, 0, bytes.length);
            FileVersion file = add(bucket, name, content);
            first = first == null ? file : first;
        }
    }

    private StoredContent content(byte[] bytes) throws IOException {
        try (Receiver receiver = service.account().bodies().receive(bytes.length)) {
            receiver.write(ByteBuffer.wrap(bytes));
            return receiver.commit(receiver.sha1(), true);
        }
    }

    private FileVersion add(Bucket bucket, String fileName, StoredContent content) {
        return service.files().add(bucket.id(), FileNameRules.check(fileName), PLAIN, FileLock.NONE, content, null);
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
