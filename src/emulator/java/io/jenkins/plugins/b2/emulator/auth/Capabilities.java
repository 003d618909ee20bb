package io.jenkins.plugins.b2.emulator.auth;

import java.util.List;

/** The names of what a key can be allowed to do. */
public final class Capabilities {
    public static final List<String> ALL = List.of(
            "listKeys",
            "writeKeys",
            "deleteKeys",
            "listBuckets",
            "listAllBucketNames",
            "readBuckets",
            "writeBuckets",
            "deleteBuckets",
            "readBucketRetentions",
            "writeBucketRetentions",
            "readBucketEncryption",
            "writeBucketEncryption",
            "readBucketReplications",
            "writeBucketReplications",
            "readBucketNotifications",
            "writeBucketNotifications",
            "readBucketLogging",
            "writeBucketLogging",
            "readBucketLifecycleRules",
            "writeBucketLifecycleRules",
            "listFiles",
            "readFiles",
            "shareFiles",
            "writeFiles",
            "deleteFiles",
            "readFileLegalHolds",
            "writeFileLegalHolds",
            "readFileRetentions",
            "writeFileRetentions",
            "bypassGovernance");

    private Capabilities() {}
}
