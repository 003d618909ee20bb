package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.VersionListing;

/** Pages of names and of versions. */
final class ListCalls {
    private static final int A_PAGE = 100;
    private static final int MAX_PAGE = 10_000;

    private ListCalls() {}

    static Reply names(Call call) {
        VersionListing.Query query = query(call, null);
        VersionListing.Page page = call.service().listing().names(query);
        JsonObject reply = rows(call, query, page);
        reply.addProperty("nextFileName", page.nextFileName());
        return JsonReply.ok(reply);
    }

    static Reply versions(Call call) {
        String startId = call.params().stringOrNull("startFileId");
        if (startId != null && !call.params().has("startFileName")) {
            throw B2Failure.badRequest("startFileId needs startFileName");
        }
        VersionListing.Query query = query(call, startId);
        VersionListing.Page page = call.service().listing().versions(query);
        JsonObject reply = rows(call, query, page);
        reply.addProperty("nextFileId", page.nextFileId());
        reply.addProperty("nextFileName", page.nextFileName());
        return JsonReply.ok(reply);
    }

    private static VersionListing.Query query(Call call, String startId) {
        Params params = call.params();
        String bucketId = params.string("bucketId");
        String prefix = params.string("prefix", "");
        call.grant().require("listFiles").requireBucket(bucketId).requireName(prefix);
        String delimiter = params.string("delimiter", "");
        String start = params.string("startFileName", "");
        int max = params.count("maxFileCount", A_PAGE, MAX_PAGE);
        return new VersionListing.Query(bucketId, start, startId, prefix, delimiter.isEmpty() ? null : delimiter, max);
    }

    private static JsonObject rows(Call call, VersionListing.Query query, VersionListing.Page page) {
        Views views = new Views(call);
        JsonArray files = new JsonArray();
        for (VersionListing.Row row : page.rows()) {
            files.add(row.file() == null ? views.folder(query.bucketId(), row.folder()) : views.file(row.file()));
        }
        JsonObject reply = new JsonObject();
        reply.add("files", files);
        return reply;
    }
}
