package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The settable part of a bucket, as a call asks for it; what the call leaves out stays as it is. */
final class BucketSettings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.-]{6,63}");
    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final List<String> TYPES = List.of("allPublic", "allPrivate");
    private static final List<String> LIFECYCLE_DAYS = List.of(
            "daysFromUploadingToHiding", "daysFromHidingToDeleting", "daysFromStartingToCancelingUnfinishedLargeFiles");
    private static final int MAX_RULES = 100;
    private static final int MAX_INFO = 10;

    private final Params params;

    BucketSettings(Params params, Grant grant) {
        this.params = params;
        if (params.has("defaultServerSideEncryption")) {
            grant.require("writeBucketEncryption");
        }
        if (params.has("fileLockEnabled") && params.flag("fileLockEnabled") || params.has("defaultRetention")) {
            grant.require("writeBucketRetentions");
        }
        if (params.has("replicationConfiguration")) {
            grant.require("writeBucketReplications");
        }
    }

    static String checkName(String name) {
        boolean good = NAME.matcher(name).matches()
                && !name.regionMatches(true, 0, "b2-", 0, 3)
                && !IPV4.matcher(name).matches();
        if (!good) {
            throw B2Failure.badRequest(
                    "Invalid bucketName: '" + name + "' (6 to 63 letters, digits and hyphens, not beginning with b2-)");
        }
        return name;
    }

    Bucket applyToNew(Bucket plain) {
        Bucket empty = new Bucket(
                plain.id(),
                plain.name(),
                "allPrivate",
                new JsonObject(),
                new JsonArray(),
                new JsonArray(),
                ServerSideEncryption.NONE,
                params.flag("fileLockEnabled"),
                null,
                null,
                new JsonArray(),
                plain.revision() - 1);
        return applyTo(empty);
    }

    Bucket applyTo(Bucket old) {
        return new Bucket(
                old.id(),
                old.name(),
                type(old),
                info(old),
                cors(old),
                lifecycle(old),
                encryption(old),
                fileLock(old),
                retention(old),
                replication(old),
                old.notificationRules(),
                old.revision() + 1);
    }

    static Bucket withNotificationRules(Bucket old, JsonArray rules) {
        return new Bucket(
                old.id(),
                old.name(),
                old.type(),
                old.info(),
                old.corsRules(),
                old.lifecycleRules(),
                old.encryption(),
                old.fileLock(),
                old.retention(),
                old.replication(),
                rules,
                old.revision());
    }

    private String type(Bucket old) {
        String type = params.string("bucketType", old.type());
        if (!TYPES.contains(type)) {
            throw B2Failure.badRequest("Invalid bucketType: " + type);
        }
        return type;
    }

    private JsonObject info(Bucket old) {
        JsonObject info = params.objectOrNull("bucketInfo");
        if (info != null && info.size() > MAX_INFO) {
            throw B2Failure.badRequest("bucketInfo must not have more than " + MAX_INFO + " entries");
        }
        return info == null ? old.info() : info;
    }

    private JsonArray cors(Bucket old) {
        JsonArray rules = params.arrayOrNull("corsRules");
        if (rules != null && rules.size() > MAX_RULES) {
            throw B2Failure.badRequest("corsRules must not have more than " + MAX_RULES + " entries");
        }
        return rules == null ? old.corsRules() : rules;
    }

    private JsonArray lifecycle(Bucket old) {
        JsonArray rules = params.arrayOrNull("lifecycleRules");
        if (rules == null) {
            return old.lifecycleRules();
        }
        if (rules.size() > MAX_RULES) {
            throw B2Failure.badRequest("lifecycleRules must not have more than " + MAX_RULES + " entries");
        }
        List<String> prefixes = new ArrayList<>();
        for (JsonElement rule : rules) {
            if (!rule.isJsonObject()) {
                throw B2Failure.badRequest("A lifecycle rule must be an object");
            }
            prefixes.add(checkRule(Params.of(rule.getAsJsonObject()), prefixes));
        }
        return normalised(rules);
    }

    private static String checkRule(Params rule, List<String> earlier) {
        String prefix = rule.string("fileNamePrefix");
        if (earlier.stream().anyMatch(p -> p.startsWith(prefix) || prefix.startsWith(p))) {
            throw B2Failure.badRequest("Two lifecycle rules overlap at the prefix '" + prefix + "'");
        }
        if (LIFECYCLE_DAYS.stream().noneMatch(rule::has)) {
            throw B2Failure.badRequest("The lifecycle rule for '" + prefix + "' does nothing");
        }
        for (String field : LIFECYCLE_DAYS) {
            if (rule.has(field) && rule.number(field) <= 0) {
                throw B2Failure.badRequest(field + " must be positive");
            }
        }
        return prefix;
    }

    /** With the absent numbers as explicit nulls. */
    private static JsonArray normalised(JsonArray rules) {
        JsonArray out = new JsonArray();
        for (JsonElement element : rules) {
            JsonObject rule = element.getAsJsonObject().deepCopy();
            for (String field : LIFECYCLE_DAYS) {
                if (!rule.has(field)) {
                    rule.add(field, JsonNull.INSTANCE);
                }
            }
            out.add(rule);
        }
        return out;
    }

    private ServerSideEncryption encryption(Bucket old) {
        return params.has("defaultServerSideEncryption")
                ? FileArguments.serverSide(params.objectOrNull("defaultServerSideEncryption"))
                : old.encryption();
    }

    private boolean fileLock(Bucket old) {
        if (!params.has("fileLockEnabled")) {
            return old.fileLock();
        }
        if (old.fileLock() && !params.flag("fileLockEnabled")) {
            throw B2Failure.badRequest("file_lock_conflict", "File lock cannot be disabled");
        }
        boolean enabled = params.flag("fileLockEnabled");
        if (enabled && !old.fileLock() && Replication.isSource(old)) {
            throw B2Failure.badRequest(
                    "source_replication_conflict", "File lock cannot be enabled on a source of replication");
        }
        return enabled;
    }

    /** One with both halves null clears it. */
    private JsonObject replication(Bucket old) {
        JsonObject asked = params.objectOrNull("replicationConfiguration");
        if (asked == null) {
            return old.replication();
        }
        Params halves = Params.of(asked);
        boolean empty = !halves.has(Replication.SOURCE) && !halves.has(Replication.DESTINATION);
        return empty ? null : asked;
    }

    private JsonObject retention(Bucket old) {
        JsonObject retention = params.objectOrNull("defaultRetention");
        if (retention == null) {
            return old.retention();
        }
        Params fields = Params.of(retention);
        String mode = fields.stringOrNull("mode");
        if (mode == null || mode.equals("none")) {
            return null;
        }
        if (!fileLock(old)) {
            throw B2Failure.noFileLock();
        }
        FileArguments.checkMode(mode);
        Params period =
                Params.of(fields.objectOrNull("period") == null ? new JsonObject() : fields.objectOrNull("period"));
        boolean unit = List.of("days", "years").contains(period.string("unit"));
        if (!unit || period.number("duration") <= 0) {
            throw B2Failure.badRequest("Bad period of the default retention");
        }
        return retention;
    }
}
