package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What B2 tells of the account, the key and the bucket, and how much is stored. Immutable.
 *
 * @param authorization account, key restrictions, region
 * @param bucketId null when the key may not read the bucket
 * @param bucketName as configured
 * @param bucketType such as {@code allPrivate}
 * @param revision grows with each change of the bucket's settings
 * @param bucketInfo the pairs kept with the bucket
 * @param lifecycleRules in B2's order
 * @param defaultEncryption {@code SSE-B2}, {@code none}, or null when the key may not read it
 * @param objectLock whether it is enabled; null when the key may not read it
 * @param usage null unless asked for
 */
public record BucketInfo(
        AccountAuthorization authorization,
        String bucketId,
        String bucketName,
        String bucketType,
        int revision,
        Map<String, String> bucketInfo,
        List<LifecycleRule> lifecycleRules,
        String defaultEncryption,
        Boolean objectLock,
        Usage usage)
        implements Serializable {

    /**
     * What the whole bucket, or a prefix of it, holds.
     *
     * @param files visible files
     * @param bytes of visible files
     * @param versions file versions, hide markers not counted
     * @param versionBytes bytes of all versions, which is what is billed
     * @param hidden names whose newest row is a hide marker
     * @param unfinished unfinished large files
     */
    public record Usage(long files, long bytes, long versions, long versionBytes, long hidden, long unfinished)
            implements Serializable {}
}
