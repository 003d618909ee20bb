package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import java.util.List;

/** Creating, changing, listing and deleting buckets; notification rules are kept and handed back, nothing more. */
final class BucketCalls {
    private BucketCalls() {}

    static Reply list(Call call) {
        call.checkAccount();
        Grant grant = call.grant().require("listBuckets");
        String id = call.params().stringOrNull("bucketId");
        String name = call.params().stringOrNull("bucketName");
        List<String> types = call.params().stringsOrNull("bucketTypes");
        if (call.version() > 1) {
            checkNamed(call, id, name);
        }
        Views views = new Views(call);
        JsonArray buckets = new JsonArray();
        call.service().buckets().all().stream()
                .filter(b -> grant.seesBucket(b.id()))
                .filter(b -> id == null || b.id().equals(id))
                .filter(b -> name == null || b.name().equalsIgnoreCase(name))
                .filter(b -> types == null || types.contains("all") || types.contains(b.type()))
                .map(views::bucket)
                .forEach(buckets::add);
        JsonObject reply = new JsonObject();
        reply.add("buckets", buckets);
        return JsonReply.ok(reply);
    }

    /** A restricted key must name one of its buckets, so that it learns nothing about others. */
    private static void checkNamed(Call call, String id, String name) {
        Grant grant = call.grant();
        if (grant.key().bucketIds() == null) {
            return;
        }
        Bucket named = name == null ? null : call.service().buckets().byName(name);
        boolean own = id != null && grant.seesBucket(id) || named != null && grant.seesBucket(named.id());
        if (!own) {
            throw B2Failure.unauthorized("A restricted application key must name its bucket");
        }
    }

    static Reply create(Call call) {
        call.checkAccount();
        Grant grant = call.grant().require("writeBuckets");
        if (grant.key().bucketIds() != null) {
            throw B2Failure.unauthorized("A restricted application key must not create buckets");
        }
        Params params = call.params();
        String name = BucketSettings.checkName(params.string("bucketName"));
        params.string("bucketType");
        BucketSettings settings = new BucketSettings(params, grant);
        Bucket bucket = call.service().buckets().create(name, settings::applyToNew);
        return JsonReply.ok(new Views(call).bucket(bucket));
    }

    static Reply update(Call call) {
        call.checkAccount();
        String id = call.params().string("bucketId");
        Grant grant = call.grant().require("writeBuckets").requireBucket(id);
        BucketSettings settings = new BucketSettings(call.params(), grant);
        Long ifRevisionIs = call.params().numberOrNull("ifRevisionIs");
        Bucket bucket = call.service().buckets().update(id, ifRevisionIs, settings::applyTo);
        return JsonReply.ok(new Views(call).bucket(bucket));
    }

    static Reply delete(Call call) {
        call.checkAccount();
        String id = call.params().string("bucketId");
        call.grant().require("deleteBuckets").requireBucket(id);
        return JsonReply.ok(new Views(call).bucket(call.service().buckets().delete(id)));
    }

    static Reply getNotificationRules(Call call) {
        String id = call.params().string("bucketId");
        call.grant().require("readBucketNotifications").requireBucket(id);
        return notificationRules(call.service().buckets().get(id));
    }

    static Reply setNotificationRules(Call call) {
        String id = call.params().string("bucketId");
        call.grant().require("writeBucketNotifications").requireBucket(id);
        JsonArray rules = call.params().arrayOrNull("eventNotificationRules");
        if (rules == null) {
            throw B2Failure.badRequest("required field eventNotificationRules is missing");
        }
        JsonArray checked = NotificationRules.check(rules);
        return notificationRules(
                call.service().buckets().update(id, null, b -> BucketSettings.withNotificationRules(b, checked)));
    }

    private static Reply notificationRules(Bucket bucket) {
        JsonObject reply = new JsonObject();
        reply.addProperty("bucketId", bucket.id());
        reply.add("eventNotificationRules", bucket.notificationRules());
        return JsonReply.ok(reply);
    }
}
