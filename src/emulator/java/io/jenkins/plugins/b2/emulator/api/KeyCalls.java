package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Capabilities;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Keys;
import java.util.List;

/** Making, listing and deleting application keys. */
final class KeyCalls {
    private static final int A_PAGE = 100;
    private static final int MAX_PAGE = 10_000;
    private static final long MAX_SECONDS = 86_400_000;

    private KeyCalls() {}

    static Reply create(Call call) {
        call.checkAccount();
        Grant grant = call.grant().require("writeKeys");
        Params params = call.params();
        String name = params.string("keyName");
        if (!name.matches("[A-Za-z0-9-]{1,100}")) {
            throw B2Failure.badRequest("Bad keyName: " + name);
        }
        List<String> bucketIds = bucketIds(call);
        String prefix = params.stringOrNull("namePrefix");
        if (prefix != null && bucketIds == null) {
            throw B2Failure.badRequest("A namePrefix needs a bucket");
        }
        checkWithin(grant, bucketIds, prefix);
        Keys keys = call.service().keys();
        AppKey key = keys.put(new AppKey(
                keys.newKeyId(),
                Keys.newSecret(),
                name,
                capabilities(params, grant),
                bucketIds,
                prefix,
                expires(call),
                false));
        JsonObject reply = view(call, key);
        reply.addProperty("applicationKey", key.secret());
        return JsonReply.ok(reply);
    }

    private static List<String> capabilities(Params params, Grant grant) {
        List<String> capabilities = params.strings("capabilities");
        for (String capability : capabilities) {
            if (!Capabilities.ALL.contains(capability)) {
                throw B2Failure.badRequest("Unknown capability: " + capability);
            }
            // Nobody hands on what he does not have.
            grant.require(capability);
        }
        if (capabilities.isEmpty()) {
            throw B2Failure.badRequest("A key needs at least one capability");
        }
        return List.copyOf(capabilities);
    }

    private static List<String> bucketIds(Call call) {
        Params params = call.params();
        List<String> ids = params.stringsOrNull(call.version() < 4 ? "bucketId" : "bucketIds");
        if (ids == null || ids.isEmpty()) {
            return null;
        }
        ids.forEach(call.service().buckets()::get);
        return List.copyOf(ids);
    }

    private static void checkWithin(Grant grant, List<String> bucketIds, String prefix) {
        if (grant.key().bucketIds() != null) {
            if (bucketIds == null) {
                throw B2Failure.unauthorized("A restricted application key must not make an unrestricted one");
            }
            bucketIds.forEach(grant::requireBucket);
        }
        grant.requireName(prefix == null ? "" : prefix);
    }

    private static Long expires(Call call) {
        Long seconds = call.params().numberOrNull("validDurationInSeconds");
        if (seconds == null) {
            return null;
        }
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw B2Failure.badRequest("out_of_range", "validDurationInSeconds must be from 1 to " + MAX_SECONDS);
        }
        return call.service().account().now() + seconds * 1000;
    }

    static Reply list(Call call) {
        call.checkAccount();
        call.grant().require("listKeys");
        int max = call.params().count("maxKeyCount", A_PAGE, MAX_PAGE);
        String start = call.params().string("startApplicationKeyId", "");
        List<AppKey> keys = call.service().keys().all().stream()
                .filter(k -> !k.master() && k.keyId().compareTo(start) >= 0)
                .filter(k -> call.version() >= 4
                        || k.bucketIds() == null
                        || k.bucketIds().size() == 1)
                .limit(max + 1L)
                .toList();
        JsonArray rows = new JsonArray();
        keys.stream().limit(max).map(k -> view(call, k)).forEach(rows::add);
        JsonObject reply = new JsonObject();
        reply.add("keys", rows);
        reply.addProperty(
                "nextApplicationKeyId", keys.size() > max ? keys.get(max).keyId() : null);
        return JsonReply.ok(reply);
    }

    static Reply delete(Call call) {
        call.grant().require("deleteKeys");
        String id = call.params().string("applicationKeyId");
        AppKey key = call.service().keys().remove(id);
        if (key == null) {
            throw B2Failure.badRequest("No such application key: " + id);
        }
        call.service().tokens().dropKey(id);
        return JsonReply.ok(view(call, key));
    }

    private static JsonObject view(Call call, AppKey key) {
        JsonObject o = new JsonObject();
        o.addProperty("accountId", call.service().account().accountId());
        o.addProperty("applicationKeyId", key.keyId());
        if (call.version() < 4) {
            o.addProperty(
                    "bucketId", key.bucketIds() == null ? null : key.bucketIds().get(0));
        } else {
            o.add(
                    "bucketIds",
                    key.bucketIds() == null ? JsonNull.INSTANCE : JsonReply.GSON.toJsonTree(key.bucketIds()));
        }
        o.add("capabilities", JsonReply.GSON.toJsonTree(key.capabilities()));
        o.addProperty("expirationTimestamp", key.expires());
        o.addProperty("keyName", key.keyName());
        o.addProperty("namePrefix", key.namePrefix());
        o.add("options", JsonReply.GSON.toJsonTree(new String[] {"s3"}));
        return o;
    }
}
