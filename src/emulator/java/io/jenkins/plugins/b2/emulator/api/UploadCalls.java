package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.auth.Token;
import io.jenkins.plugins.b2.emulator.auth.Token.Kind;
import io.jenkins.plugins.b2.emulator.http.Percent;
import io.jenkins.plugins.b2.emulator.http.ServerExchange;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileMeta;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.LargeFiles;
import io.jenkins.plugins.b2.emulator.store.Part;
import io.jenkins.plugins.b2.emulator.store.StoredContent;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Upload URLs, and the two calls that bring bytes. */
final class UploadCalls {
    private static final List<String> FORBIDDEN = List.of(
            "Content-Disposition",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-Range",
            "Expires");

    private UploadCalls() {}

    static Reply getUploadUrl(Call call) {
        String bucketId = call.params().string("bucketId");
        Grant grant = call.grant().require("writeFiles").requireBucket(bucketId);
        call.service().buckets().get(bucketId);
        return url(call, Kind.UPLOAD, grant, "bucketId", bucketId);
    }

    static Reply getUploadPartUrl(Call call) {
        String fileId = call.params().string("fileId");
        FileVersion file = call.service().largeFiles().active(fileId);
        Grant grant = call.grant().require("writeFiles").requireBucket(file.bucketId());
        grant.requireName(file.fileName());
        return url(call, Kind.PART, grant, "fileId", fileId);
    }

    private static Reply url(Call call, Kind kind, Grant grant, String idName, String id) {
        Token token = call.service().tokens().upload(kind, grant, id);
        String upload = kind == Kind.UPLOAD ? "b2_upload_file" : "b2_upload_part";
        JsonObject reply = new JsonObject();
        reply.addProperty("authorizationToken", token.text());
        reply.addProperty(idName, id);
        reply.addProperty("uploadUrl", call.baseUrl() + "/b2api/v" + call.version() + "/" + upload + "/" + id + "/u");
        return JsonReply.ok(reply);
    }

    static Reply uploadFile(Call call) throws IOException {
        return withToken(call, Kind.UPLOAD, UploadCalls::storeFile);
    }

    static Reply uploadPart(Call call) throws IOException {
        return withToken(call, Kind.PART, UploadCalls::storePart);
    }

    private interface Upload {
        Reply run(Call call) throws IOException;
    }

    /** One upload at a time a token. */
    private static Reply withToken(Call call, Kind kind, Upload upload) throws IOException {
        String text = call.exchange().header("Authorization");
        Token token = call.service().tokens().check(text, kind);
        if (!call.rest().startsWith(token.resource() + "/")) {
            throw new B2Failure(401, "bad_auth_token", "The authorization token is for another upload URL");
        }
        if (!token.take()) {
            // The Python SDK recognises this message by its exact words.
            throw B2Failure.badRequest("auth_token_limit", "more than one upload using auth token " + text);
        }
        try {
            return upload.run(call.with(token));
        } finally {
            token.giveBack();
        }
    }

    private static Reply storeFile(Call call) throws IOException {
        Service service = call.service();
        ServerExchange x = call.exchange();
        Bucket bucket = service.buckets().get(call.token().resource());
        String name = FileNameRules.check(Percent.decode(required(x, "X-Bz-File-Name")));
        call.grant().requireName(name);
        for (String header : FORBIDDEN) {
            if (x.header(header) != null) {
                throw B2Failure.badRequest("Header is not allowed on an upload: " + header);
            }
        }
        FileMeta meta = FileArguments.metaOfHeaders(x, bucket, name);
        FileLock lock = FileArguments.lockOfHeaders(
                x, bucket, call.grant(), service.account().now());
        Long timestamp = timestamp(x.header("X-Bz-Custom-Upload-Timestamp"));
        StoredContent content = Incoming.receive(x, service.account().bodies());
        FileVersion file = service.files().add(bucket.id(), name, meta, lock, content, timestamp);
        return JsonReply.ok(new Views(call).file(file));
    }

    static Long timestamp(String header) {
        if (header == null) {
            return null;
        }
        try {
            long millis = Params.ofQuery(Map.of("t", header)).number("t");
            if (millis > 0) {
                return millis;
            }
        } catch (B2Failure e) {
            // Answered below, in the words of this header.
        }
        throw B2Failure.badRequest("custom_timestamp_invalid", "Bad custom upload timestamp: " + header);
    }

    private static Reply storePart(Call call) throws IOException {
        Service service = call.service();
        ServerExchange x = call.exchange();
        String fileId = call.token().resource();
        FileVersion file = service.largeFiles().active(fileId);
        int number = partNumber(required(x, "X-Bz-Part-Number"));
        FileArguments.checkCustomerKey(file.meta().encryption(), FileArguments.customerKey(x));
        StoredContent content = Incoming.receive(x, service.account().bodies());
        Part part = service.largeFiles().addPart(fileId, number, content);
        return JsonReply.ok(new Views(call).part(fileId, part, file.meta().encryption()));
    }

    private static int partNumber(String header) {
        return checkPartNumber(
                Params.ofQuery(Map.of("X-Bz-Part-Number", header)).number("X-Bz-Part-Number"));
    }

    static int checkPartNumber(long number) {
        if (number < 1 || number > LargeFiles.MAX_PARTS) {
            throw B2Failure.badRequest("Part number must be from 1 to " + LargeFiles.MAX_PARTS + ": " + number);
        }
        return (int) number;
    }

    private static String required(ServerExchange x, String header) {
        String value = x.header(header);
        if (value == null) {
            throw B2Failure.badRequest("Missing header: " + header);
        }
        return value;
    }
}
