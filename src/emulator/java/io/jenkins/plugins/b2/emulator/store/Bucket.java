package io.jenkins.plugins.b2.emulator.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

/**
 * A bucket's name and settings. Immutable; a change makes a new one with the next revision. Settings that the
 * emulator only keeps and hands back stay in the JSON form in which they came.
 *
 * @param encryption default server-side encryption of new files
 * @param retention the default retention as sent ({@code mode} and {@code period}), or null
 */
public record Bucket(
        String id,
        String name,
        String type,
        JsonObject info,
        JsonArray corsRules,
        JsonArray lifecycleRules,
        ServerSideEncryption encryption,
        boolean fileLock,
        JsonObject retention,
        JsonObject replication,
        JsonArray notificationRules,
        int revision) {

    public boolean isPublic() {
        return "allPublic".equals(type);
    }
}
