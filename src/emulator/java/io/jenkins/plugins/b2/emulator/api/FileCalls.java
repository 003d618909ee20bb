package io.jenkins.plugins.b2.emulator.api;

import com.google.gson.JsonObject;
import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.store.B2Failure;
import io.jenkins.plugins.b2.emulator.store.FileNameRules;
import io.jenkins.plugins.b2.emulator.store.FileVersion;

/** Information, hiding, deleting, retention and legal hold of single file versions. */
final class FileCalls {
    private FileCalls() {}

    static Reply info(Call call) {
        Grant grant = call.grant().require("readFiles");
        FileVersion file = call.service().files().byId(call.params().string("fileId"));
        grant.requireBucket(file.bucketId()).requireName(file.fileName());
        return JsonReply.ok(new Views(call).file(file));
    }

    static Reply hide(Call call) {
        String bucketId = call.params().string("bucketId");
        String name = FileNameRules.check(call.params().string("fileName"));
        call.grant().require("writeFiles").requireBucket(bucketId).requireName(name);
        return JsonReply.ok(new Views(call).file(call.service().files().hide(bucketId, name)));
    }

    static Reply delete(Call call) {
        String name = call.params().string("fileName");
        String fileId = call.params().string("fileId");
        checkReach(call, call.grant().require("deleteFiles"), name, fileId);
        FileVersion file = call.service().files().delete(name, fileId, bypass(call));
        JsonObject reply = new JsonObject();
        reply.addProperty("fileId", file.fileId());
        reply.addProperty("fileName", file.fileName());
        return JsonReply.ok(reply);
    }

    private static boolean bypass(Call call) {
        boolean bypass = call.params().flag("bypassGovernance");
        if (bypass) {
            call.grant().require("bypassGovernance");
        }
        return bypass;
    }

    /** A restricted key must not reach other buckets' files, even by an id it has heard of. */
    private static void checkReach(Call call, Grant grant, String name, String fileId) {
        grant.requireName(name);
        if (grant.key().bucketIds() != null) {
            try {
                grant.requireBucket(call.service().files().byId(fileId).bucketId());
            } catch (B2Failure e) {
                if (e.status() != 404) {
                    throw e;
                }
            }
        }
    }

    static Reply updateRetention(Call call) {
        Params params = call.params();
        String name = params.string("fileName");
        String fileId = params.string("fileId");
        checkReach(call, requireForLock(call, "writeFileRetentions"), name, fileId);
        JsonObject wanted = params.objectOrNull("fileRetention");
        if (wanted == null) {
            throw B2Failure.badRequest("required field fileRetention is missing");
        }
        String mode = Params.of(wanted).stringOrNull("mode");
        Long until = Params.of(wanted).numberOrNull("retainUntilTimestamp");
        if (mode != null && !mode.equals("none")) {
            FileArguments.checkRetention(mode, until, call.service().account().now());
        } else {
            mode = null;
            until = null;
        }
        FileVersion file = call.service().files().setRetention(name, fileId, mode, until, bypass(call));
        JsonObject reply = named(file);
        reply.add("fileRetention", Views.retention(file));
        return JsonReply.ok(reply);
    }

    static Reply updateLegalHold(Call call) {
        Params params = call.params();
        String name = params.string("fileName");
        String fileId = params.string("fileId");
        checkReach(call, requireForLock(call, "writeFileLegalHolds"), name, fileId);
        String hold = params.string("legalHold");
        FileArguments.checkHold(hold);
        FileVersion file = call.service().files().setLegalHold(name, fileId, hold);
        JsonObject reply = named(file);
        reply.addProperty("legalHold", file.lock().legalHold());
        return JsonReply.ok(reply);
    }

    /** Unlike all other calls, the two that change a lock answer 403 {@code access_denied} without the capability. */
    private static Grant requireForLock(Call call, String capability) {
        if (!call.grant().can(capability)) {
            throw B2Failure.accessDenied(403);
        }
        return call.grant();
    }

    private static JsonObject named(FileVersion file) {
        JsonObject reply = new JsonObject();
        reply.addProperty("fileId", file.fileId());
        reply.addProperty("fileName", file.fileName());
        return reply;
    }
}
