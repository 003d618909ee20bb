package io.jenkins.plugins.b2.emulator.auth;

import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.emulator.store.B2Failure;

/** What the holder of a token may do: the application key it was made from. */
public record Grant(AppKey key) {

    public boolean can(String capability) {
        return key.capabilities().contains(capability);
    }

    /** Answers 401 {@code unauthorized} without that capability. */
    public Grant require(String capability) {
        if (!can(capability)) {
            throw B2Failure.unauthorized("The application key lacks the capability " + capability);
        }
        return this;
    }

    public boolean seesBucket(String bucketId) {
        return key.bucketIds() == null || key.bucketIds().contains(bucketId);
    }

    /** Answers 401 {@code unauthorized} when the key is limited to other buckets. */
    public Grant requireBucket(String bucketId) {
        if (!seesBucket(bucketId)) {
            throw B2Failure.unauthorized("The application key is restricted to another bucket");
        }
        return this;
    }

    /** Answers 401 {@code unauthorized} when the name (or listing prefix) is outside of the key's prefix. */
    public Grant requireName(String name) {
        if (key.namePrefix() != null && !name.startsWith(key.namePrefix())) {
            throw B2Failure.unauthorized(
                    "The application key is restricted to names beginning with " + key.namePrefix());
        }
        return this;
    }
}
