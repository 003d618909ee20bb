package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** {@code b2_authorize_account}, in the shapes of the four versions. */
final class AuthorizeCalls {
    private static final int MINIMUM_PART_SIZE_VERSION = 1;

    private AuthorizeCalls() {}

    static Reply authorize(Call call) {
        AppKey key = login(call);
        if (key.bucketIds() != null && key.bucketIds().size() > 1 && call.version() < 4) {
            throw new B2Failure(401, "unsupported", "A key for several buckets needs version 4 of this call");
        }
        JsonObject o = new JsonObject();
        o.addProperty("accountId", call.service().account().accountId());
        o.addProperty(
                "authorizationToken",
                call.service().tokens().account(new Grant(key)).text());
        if (call.version() < 3) {
            addStorage(call, o);
            o.add("allowed", flat(call, key));
            return JsonReply.ok(o);
        }
        o.addProperty("applicationKeyExpirationTimestamp", key.expires());
        JsonObject storage = call.version() == 3 ? flat(call, key) : new JsonObject();
        addStorage(call, storage);
        if (call.version() == 3) {
            storage.addProperty("infoType", "storageApi");
        } else {
            storage.add("allowed", grouped(call, key));
        }
        JsonObject apiInfo = new JsonObject();
        apiInfo.add("storageApi", storage);
        o.add("apiInfo", apiInfo);
        return JsonReply.ok(o);
    }

    private static AppKey login(Call call) {
        String header = call.exchange().header("Authorization");
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw refused();
        }
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        int colon = pair.indexOf(':');
        AppKey key = colon < 0 ? null : find(call.service(), pair.substring(0, colon));
        if (key == null || !same(key.secret(), pair.substring(colon + 1)) || expired(call, key)) {
            throw refused();
        }
        return key;
    }

    private static B2Failure refused() {
        return B2Failure.unauthorized("Invalid application key id or application key");
    }

    private static boolean expired(Call call, AppKey key) {
        return key.expires() != null
                && key.expires() <= call.service().account().now();
    }

    /** The account id may stand for the id of the first key. */
    private static AppKey find(Service service, String id) {
        return id.equals(service.account().accountId())
                ? service.keys().master()
                : service.keys().get(id);
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static void addStorage(Call call, JsonObject o) {
        Settings settings = call.service().settings();
        o.addProperty("absoluteMinimumPartSize", settings.minimumPartSize());
        o.addProperty("apiUrl", call.baseUrl());
        o.addProperty("downloadUrl", call.baseUrl());
        o.addProperty("recommendedPartSize", settings.recommendedPartSize());
        o.addProperty("s3ApiUrl", settings.s3ApiUrl());
        if (call.version() == MINIMUM_PART_SIZE_VERSION) {
            o.addProperty("minimumPartSize", settings.recommendedPartSize());
        }
    }

    /** Up to version 3: at most one bucket. */
    private static JsonObject flat(Call call, AppKey key) {
        JsonObject o = new JsonObject();
        String bucketId = key.bucketIds() == null ? null : key.bucketIds().get(0);
        o.addProperty("bucketId", bucketId);
        o.addProperty("bucketName", nameOf(call, bucketId));
        addRights(o, key);
        return o;
    }

    /** From version 4 on: any number of buckets. */
    private static JsonObject grouped(Call call, AppKey key) {
        JsonObject o = new JsonObject();
        o.add("buckets", buckets(call, key));
        addRights(o, key);
        return o;
    }

    private static JsonElement buckets(Call call, AppKey key) {
        if (key.bucketIds() == null) {
            return JsonNull.INSTANCE;
        }
        JsonArray buckets = new JsonArray();
        for (String id : key.bucketIds()) {
            JsonObject bucket = new JsonObject();
            bucket.addProperty("id", id);
            bucket.addProperty("name", nameOf(call, id));
            buckets.add(bucket);
        }
        return buckets;
    }

    private static void addRights(JsonObject o, AppKey key) {
        o.add("capabilities", JsonReply.GSON.toJsonTree(key.capabilities()));
        o.addProperty("namePrefix", key.namePrefix());
    }

    /** Null for a bucket that was deleted since. */
    private static String nameOf(Call call, String bucketId) {
        return call.service().buckets().all().stream()
                .filter(b -> b.id().equals(bucketId))
                .map(Bucket::name)
                .findFirst()
                .orElse(null);
    }
}
