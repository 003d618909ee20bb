package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.store.Bucket;

/** What can be seen of replication without replicating: a bucket's part in it, and the status of new files. */
final class Replication {
    static final String SOURCE = "asReplicationSource";
    static final String DESTINATION = "asReplicationDestination";

    private Replication() {}

    static boolean isSource(Bucket bucket) {
        return bucket.replication() != null && Params.of(bucket.replication()).has(SOURCE);
    }

    /** {@code pending} where an enabled rule takes in the name, else null. */
    static String statusOfNew(Bucket bucket, String name) {
        if (!isSource(bucket)) {
            return null;
        }
        JsonObject source = Params.of(bucket.replication()).objectOrNull(SOURCE);
        JsonArray rules = Params.of(source).arrayOrNull("replicationRules");
        for (JsonElement rule : rules == null ? new JsonArray() : rules) {
            Params fields = Params.of(rule.getAsJsonObject());
            if (fields.flag("isEnabled") && name.startsWith(fields.string("fileNamePrefix", ""))) {
                return "pending";
            }
        }
        return null;
    }
}
