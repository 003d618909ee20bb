package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.Part;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import io.jenkins.plugins.b2.emulator.store.StoredContent;
import java.io.IOException;

/** Copies within the account. No bytes move: a copy refers to the same stored ones. */
final class CopyCalls {
    private static final long MAX_BYTES = 5_000_000_000L;

    private CopyCalls() {}

    static Reply copyFile(Call call) throws IOException {
        Params params = call.params();
        FileVersion source = source(call);
        String bucketId = params.string("destinationBucketId", source.bucketId());
        String name = FileNameRules.check(params.string("fileName"));
        Grant grant = call.grant().require("writeFiles").requireBucket(bucketId).requireName(name);
        Bucket bucket = call.service().buckets().get(bucketId);
        FileMeta meta = meta(params, source, bucket, name);
        FileLock lock = FileArguments.lockOfJson(
                params, bucket, grant, call.service().account().now());
        StoredContent shared = content(call, source);
        StoredContent content = params.has("range") ? hashed(call, shared) : shared;
        FileVersion copy = call.service().files().add(bucketId, name, meta, lock, content, null);
        return JsonReply.ok(new Views(call).file(copy, "copy"));
    }

    static Reply copyPart(Call call) throws IOException {
        FileVersion source = source(call);
        String largeFileId = call.params().string("largeFileId");
        int number = UploadCalls.checkPartNumber(call.params().number("partNumber"));
        FileVersion target = LargeFileCalls.activeTarget(call, largeFileId);
        if (target.meta().encryption().isCustomer()) {
            FileArguments.checkCustomerKey(
                    target.meta().encryption(), encryption(call.params(), "destinationServerSideEncryption"));
        }
        Part part = call.service().largeFiles().addPart(largeFileId, number, hashed(call, content(call, source)));
        return JsonReply.ok(
                new Views(call).part(largeFileId, part, target.meta().encryption()));
    }

    private static FileVersion source(Call call) {
        FileVersion source = call.service().files().byId(call.params().string("sourceFileId"));
        Grant grant = call.grant().require("writeFiles").require("readFiles");
        grant.requireBucket(source.bucketId()).requireName(source.fileName());
        if (source.action() != FileVersion.Action.UPLOAD) {
            throw B2Failure.badRequest("Only finished files can be copied");
        }
        FileArguments.checkCustomerKey(
                source.meta().encryption(), encryption(call.params(), "sourceServerSideEncryption"));
        return source;
    }

    private static ServerSideEncryption encryption(Params params, String field) {
        return params.has(field) ? FileArguments.serverSide(params.objectOrNull(field)) : null;
    }

    private static FileMeta meta(Params params, FileVersion source, Bucket bucket, String name) {
        String directive = params.string("metadataDirective", "COPY");
        ServerSideEncryption asked = encryption(params, "destinationServerSideEncryption");
        ServerSideEncryption encryption = asked == null ? bucket.encryption() : asked;
        if (directive.equals("COPY")) {
            if (params.has("contentType") || params.has("fileInfo")) {
                throw B2Failure.badRequest("contentType and fileInfo need the metadataDirective REPLACE");
            }
            FileMeta old = source.meta();
            return FileArguments.meta(old.contentType(), old.fileInfo(), encryption, bucket, name);
        }
        if (!directive.equals("REPLACE")) {
            throw B2Failure.badRequest("Bad metadataDirective: " + directive);
        }
        return FileArguments.meta(
                params.string("contentType"), FileArguments.infoOfJson(params), encryption, bucket, name);
    }

    /** The source's bytes, or the asked range of them; the hashes stay only for the whole. */
    private static StoredContent content(Call call, FileVersion source) {
        long length = source.content().length();
        String asked = call.params().stringOrNull("range");
        ByteRange range = asked == null ? null : ByteRange.parse(asked, length);
        if (asked != null && range == null) {
            throw B2Failure.badRequest("Bad range: " + asked);
        }
        long count = range == null ? length : range.count();
        if (count > MAX_BYTES) {
            throw LargeFileCalls.tooLarge(count);
        }
        return call.service().files().share(source, range == null ? 0 : range.from(), count);
    }

    /** Parts and cut-out copies need a hash of their own, which is read from the stored bytes. */
    private static StoredContent hashed(Call call, StoredContent content) throws IOException {
        return call.service().account().bodies().hashed(content);
    }
}
