package io.jenkins.plugins.b2.standalone;

import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.BucketInfo.Usage;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.io.IOException;
import java.util.TreeSet;

/** What {@code b2j info --json} prints. The authorization token is not part of it. */
final class BucketInfoJson {
    private BucketInfoJson() {}

    static void write(JsonWriter json, BucketInfo info) throws IOException {
        account(json, info.authorization());
        json.name("bucket").beginObject();
        json.name("id").value(info.bucketId());
        json.name("name").value(info.bucketName());
        json.name("type").value(info.bucketType());
        json.name("revision").value(info.revision());
        json.name("info");
        JsonParts.pairs(json, info.bucketInfo());
        json.name("lifecycleRules").beginArray();
        for (LifecycleRule rule : info.lifecycleRules()) {
            json.beginObject();
            JsonParts.fields(json, rule.fields());
            json.endObject();
        }
        json.endArray();
        json.name("defaultEncryption").value(info.defaultEncryption());
        json.name("objectLock").value(info.objectLock());
        json.endObject();
        json.name("usage");
        usage(json, info.usage());
    }

    private static void account(JsonWriter json, AccountAuthorization account) throws IOException {
        json.name("account").beginObject();
        json.name("id").value(account.accountId());
        json.name("region").value(account.region());
        json.name("apiUrl").value(account.apiUrl());
        json.name("downloadUrl").value(account.downloadUrl());
        json.name("s3ApiUrl").value(account.s3ApiUrl());
        json.endObject();
        json.name("key").beginObject();
        json.name("capabilities").beginArray();
        for (String capability : new TreeSet<>(account.capabilities())) {
            json.value(capability);
        }
        json.endArray();
        json.name("buckets").beginArray();
        for (AccountAuthorization.AllowedBucket bucket : account.buckets()) {
            json.beginObject();
            json.name("id").value(bucket.id());
            json.name("name").value(bucket.name());
            json.endObject();
        }
        json.endArray();
        json.name("namePrefix").value(account.namePrefix());
        json.name("expires").value(account.keyExpires());
        json.endObject();
    }

    private static void usage(JsonWriter json, Usage usage) throws IOException {
        if (usage == null) {
            json.nullValue();
            return;
        }
        json.beginObject();
        json.name("files").value(usage.files());
        json.name("bytes").value(usage.bytes());
        json.name("versions").value(usage.versions());
        json.name("versionBytes").value(usage.versionBytes());
        json.name("hidden").value(usage.hidden());
        json.name("unfinished").value(usage.unfinished());
        json.endObject();
    }
}
