package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.FileVersion.Action;
import io.jenkins.plugins.b2.emulator.store.Part;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.util.Locale;

/** The JSON forms of what the store knows, as seen with a key and in a version of the API. */
final class Views {
    private final String accountId;
    private final Grant grant;
    private final int version;

    Views(Call call) {
        this(call.service().account().accountId(), call.grant(), call.version());
    }

    Views(String accountId, Grant grant, int version) {
        this.accountId = accountId;
        this.grant = grant;
        this.version = version;
    }

    JsonObject file(FileVersion file) {
        return file(file, file.action().name().toLowerCase(Locale.ROOT));
    }

    JsonObject file(FileVersion file, String action) {
        JsonObject o = new JsonObject();
        o.addProperty("accountId", accountId);
        o.addProperty("action", action);
        o.addProperty("bucketId", file.bucketId());
        addLength(o, file.content().length());
        addHashes(o, file);
        o.addProperty("contentType", file.meta().contentType());
        o.addProperty("fileId", file.fileId());
        o.add("fileInfo", JsonReply.GSON.toJsonTree(file.meta().fileInfo()));
        o.addProperty("fileName", file.fileName());
        if (file.action() != Action.HIDE) {
            o.add("fileRetention", guarded("readFileRetentions", retention(file)));
            o.add("legalHold", guarded("readFileLegalHolds", text(file.lock().legalHold())));
            o.add("serverSideEncryption", encryption(file.meta().encryption()));
        }
        if (file.meta().replicationStatus() != null) {
            o.addProperty("replicationStatus", file.meta().replicationStatus());
        }
        o.addProperty("uploadTimestamp", file.timestamp());
        return o;
    }

    private void addLength(JsonObject o, long length) {
        o.addProperty("contentLength", length);
        if (version == 1) {
            // The first version's listings called it size, and its clients still do.
            o.addProperty("size", length);
        }
    }

    private static void addHashes(JsonObject o, FileVersion file) {
        boolean hidden = file.action() == Action.HIDE;
        o.addProperty("contentMd5", file.content().md5Text());
        o.addProperty("contentSha1", hidden ? null : file.content().sha1Text());
    }

    /** The row that stands for all names beginning with {@code name}. */
    JsonObject folder(String bucketId, String name) {
        JsonObject o = new JsonObject();
        o.addProperty("accountId", accountId);
        o.addProperty("action", "folder");
        o.addProperty("bucketId", bucketId);
        addLength(o, 0);
        o.add("contentMd5", JsonNull.INSTANCE);
        o.add("contentSha1", JsonNull.INSTANCE);
        o.add("contentType", JsonNull.INSTANCE);
        o.add("fileId", JsonNull.INSTANCE);
        o.add("fileInfo", new JsonObject());
        o.addProperty("fileName", name);
        o.addProperty("uploadTimestamp", 0);
        return o;
    }

    JsonObject part(String fileId, Part part, ServerSideEncryption encryption) {
        JsonObject o = new JsonObject();
        o.addProperty("contentLength", part.content().length());
        o.addProperty("contentMd5", part.content().md5Text());
        o.addProperty("contentSha1", part.content().sha1Text());
        o.addProperty("fileId", fileId);
        o.addProperty("partNumber", part.number());
        o.add("serverSideEncryption", encryption(encryption));
        o.addProperty("uploadTimestamp", part.timestamp());
        return o;
    }

    JsonObject bucket(Bucket bucket) {
        JsonObject o = new JsonObject();
        o.addProperty("accountId", accountId);
        o.addProperty("bucketId", bucket.id());
        o.add("bucketInfo", bucket.info());
        o.addProperty("bucketName", bucket.name());
        o.addProperty("bucketType", bucket.type());
        o.add("corsRules", bucket.corsRules());
        o.add("defaultServerSideEncryption", guarded("readBucketEncryption", encryption(bucket.encryption())));
        o.add("fileLockConfiguration", guarded("readBucketRetentions", fileLock(bucket)));
        o.add("lifecycleRules", bucket.lifecycleRules());
        o.add("options", JsonReply.GSON.toJsonTree(new String[] {"s3"}));
        o.add("replicationConfiguration", guarded("readBucketReplications", bucket.replication()));
        o.addProperty("revision", bucket.revision());
        return o;
    }

    private static JsonObject fileLock(Bucket bucket) {
        JsonObject retention = bucket.retention();
        if (retention == null) {
            retention = new JsonObject();
            retention.add("mode", JsonNull.INSTANCE);
            retention.add("period", JsonNull.INSTANCE);
        }
        JsonObject o = new JsonObject();
        o.add("defaultRetention", retention);
        o.addProperty("isFileLockEnabled", bucket.fileLock());
        return o;
    }

    static JsonObject retention(FileVersion file) {
        JsonObject o = new JsonObject();
        o.addProperty("mode", file.lock().mode());
        o.addProperty("retainUntilTimestamp", file.lock().retainUntil());
        return o;
    }

    private static JsonObject encryption(ServerSideEncryption encryption) {
        JsonObject o = new JsonObject();
        o.addProperty("algorithm", encryption.algorithm());
        o.addProperty("mode", encryption.mode());
        if (encryption.isCustomer()) {
            o.addProperty("customerKeyMd5", encryption.customerKeyMd5());
        }
        return o;
    }

    private static JsonElement text(String value) {
        return JsonReply.GSON.toJsonTree(value);
    }

    private JsonObject guarded(String capability, JsonElement value) {
        boolean readable = grant.can(capability);
        JsonObject o = new JsonObject();
        o.addProperty("isClientAuthorizedToRead", readable);
        o.add("value", readable && value != null ? value : JsonNull.INSTANCE);
        return o;
    }
}
