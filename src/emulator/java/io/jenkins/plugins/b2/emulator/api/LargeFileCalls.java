package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.LargeFiles;
import io.jenkins.plugins.b2.emulator.store.Part;
import java.util.List;

/** The life of an unfinished large file, without its bytes. */
final class LargeFileCalls {
    private static final int PARTS_A_PAGE = 100;
    private static final int MAX_UNFINISHED = 100;

    private LargeFileCalls() {}

    static Reply start(Call call) {
        Params params = call.params();
        String bucketId = params.string("bucketId");
        String name = FileNameRules.check(params.string("fileName"));
        Grant grant = call.grant().require("writeFiles").requireBucket(bucketId).requireName(name);
        Bucket bucket = call.service().buckets().get(bucketId);
        FileMeta meta = FileArguments.metaOfJson(params, bucket, name);
        FileLock lock = FileArguments.lockOfJson(
                params, bucket, grant, call.service().account().now());
        Long custom = params.numberOrNull("customUploadTimestamp");
        Long timestamp = UploadCalls.timestamp(custom == null ? null : custom.toString());
        FileVersion file = call.service().largeFiles().start(bucketId, name, meta, lock, timestamp);
        return JsonReply.ok(new Views(call).file(file));
    }

    static Reply finish(Call call) {
        FileVersion file = active(call, "writeFiles");
        List<String> sha1s = call.params().strings("partSha1Array");
        FileVersion finished = call.service().largeFiles().finish(file.fileId(), sha1s);
        return JsonReply.ok(new Views(call).file(finished));
    }

    static Reply cancel(Call call) {
        FileVersion file = active(call, "writeFiles");
        call.service().largeFiles().cancel(file.fileId());
        JsonObject reply = new JsonObject();
        reply.addProperty("accountId", call.service().account().accountId());
        reply.addProperty("bucketId", file.bucketId());
        reply.addProperty("fileId", file.fileId());
        reply.addProperty("fileName", file.fileName());
        return JsonReply.ok(reply);
    }

    private static FileVersion active(Call call, String capability) {
        Grant grant = call.grant().require(capability);
        FileVersion file = call.service().largeFiles().active(call.params().string("fileId"));
        grant.requireBucket(file.bucketId()).requireName(file.fileName());
        return file;
    }

    static Reply listParts(Call call) {
        FileVersion file = active(call, call.grant().can("listFiles") ? "listFiles" : "writeFiles");
        int from = call.params().count("startPartNumber", 1, LargeFiles.MAX_PARTS);
        int max = call.params().count("maxPartCount", PARTS_A_PAGE, LargeFiles.MAX_PARTS);
        // One more than asked for tells whether there is a next page.
        List<Part> parts = call.service().largeFiles().parts(file.fileId(), from, max + 1);
        Views views = new Views(call);
        JsonArray rows = new JsonArray();
        parts.stream()
                .limit(max)
                .map(p -> views.part(file.fileId(), p, file.meta().encryption()))
                .forEach(rows::add);
        JsonObject reply = new JsonObject();
        reply.addProperty("nextPartNumber", parts.size() > max ? parts.get(max).number() : null);
        reply.add("parts", rows);
        return JsonReply.ok(reply);
    }

    static Reply listUnfinished(Call call) {
        String bucketId = call.params().string("bucketId");
        String prefix = call.params().string("namePrefix", "");
        Grant grant = call.grant().require("listFiles").requireBucket(bucketId);
        grant.requireName(prefix);
        int max = call.params().count("maxFileCount", MAX_UNFINISHED, MAX_UNFINISHED);
        List<FileVersion> files = call.service()
                .largeFiles()
                .unfinished(bucketId, prefix, call.params().stringOrNull("startFileId"), max + 1);
        Views views = new Views(call);
        JsonArray rows = new JsonArray();
        files.stream().limit(max).map(views::file).forEach(rows::add);
        JsonObject reply = new JsonObject();
        reply.add("files", rows);
        reply.add(
                "nextFileId",
                files.size() > max ? JsonReply.GSON.toJsonTree(files.get(max).fileId()) : JsonNull.INSTANCE);
        return JsonReply.ok(reply);
    }

    static FileVersion activeTarget(Call call, String fileId) {
        FileVersion file = call.service().largeFiles().active(fileId);
        call.grant().require("writeFiles").requireBucket(file.bucketId()).requireName(file.fileName());
        return file;
    }

    static B2Failure tooLarge(long bytes) {
        return B2Failure.badRequest("source_too_large", "Copy source too big: " + bytes);
    }
}
