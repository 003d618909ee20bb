package io.jenkins.plugins.b2.emulator.store;

import java.util.List;

/**
 * An application key.
 *
 * @param bucketIds null for all buckets
 * @param namePrefix null for all names
 * @param expires milliseconds since 1970, or null
 * @param master true for the account's first key, which no listing shows
 */
public record AppKey(
        String keyId,
        String secret,
        String keyName,
        List<String> capabilities,
        List<String> bucketIds,
        String namePrefix,
        Long expires,
        boolean master) {

    @Override
    public String toString() {
        return "AppKey[" + keyId + "]";
    }
}
