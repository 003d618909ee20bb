package io.jenkins.plugins.b2.emulator.auth;

import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.B2Failure;

/**
 * What the holder of a token may do: the application key it was made from. Like B2, a refusal does not say what is
 * missing.
 */
public record Grant(AppKey key) {

    public boolean can(String capability) {
        return key.capabilities().contains(capability);
    }

    /** Answers 401 {@code unauthorized} without that capability. */
    public Grant require(String capability) {
        if (!can(capability)) {
            throw refused();
        }
        return this;
    }

    private static B2Failure refused() {
        return B2Failure.unauthorized("unauthorized");
    }

    public boolean seesBucket(String bucketId) {
        return key.bucketIds() == null || key.bucketIds().contains(bucketId);
    }

    /** Answers 401 {@code unauthorized} when the key is limited to other buckets. */
    public Grant requireBucket(String bucketId) {
        if (!seesBucket(bucketId)) {
            throw refused();
        }
        return this;
    }

    /** Answers 401 {@code unauthorized} when the name (or listing prefix) is outside of the key's prefix. */
    public Grant requireName(String name) {
        if (key.namePrefix() != null && !name.startsWith(key.namePrefix())) {
            throw refused();
        }
        return this;
    }
}
