package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * What B2 answers to {@code b2_authorize_account}: a token that lives at most 24 hours, where to go with it, and what it
 * may do. Immutable. The token is a secret; printing this object does not show it.
 *
 * @param accountId the account
 * @param token the authorization token for every call but uploads
 * @param apiUrl base URL of the JSON calls
 * @param downloadUrl base URL of downloads
 * @param s3ApiUrl base URL of the S3-compatible API, from which the region is read; may be null
 * @param recommendedPartSize bytes
 * @param absoluteMinimumPartSize bytes
 * @param capabilities what the key may do
 * @param buckets the only buckets that the key reaches; empty for all
 * @param namePrefix the only names that the key reaches; null for all
 * @param keyExpires milliseconds since 1970 at which the key expires; null for never
 */
public record AccountAuthorization(
        String accountId,
        // Goes to agents, instead of the key, and is of use for a day at most; never to the disk.
        @SuppressWarnings("lgtm[jenkins/plaintext-storage]") String token,
        String apiUrl,
        String downloadUrl,
        String s3ApiUrl,
        long recommendedPartSize,
        long absoluteMinimumPartSize,
        Set<String> capabilities,
        List<AllowedBucket> buckets,
        String namePrefix,
        Long keyExpires)
        implements Serializable {
    /**
     * A bucket that a restricted key may use.
     *
     * @param name null when the bucket has been deleted since
     */
    public record AllowedBucket(String id, String name) implements Serializable {}

    public AccountAuthorization {
        capabilities = Set.copyOf(capabilities);
        buckets = List.copyOf(buckets);
    }

    /** The capabilities that a verb needs and the key lacks; none when it may do that. */
    public List<String> missingFor(Verb verb) {
        return verb.capabilities().stream().filter(name -> !allows(name)).toList();
    }

    public boolean allows(String capability) {
        return capabilities.contains(capability);
    }

    /** Where a file is downloaded by its name; whoever may not read the bucket needs an authorization besides. */
    public String downloadUrl(String bucket, String name) {
        String path = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        return downloadUrl + "/file/" + bucket + "/" + path;
    }

    /** The region in the S3 URL, such as {@code us-west-000}; null when B2 names none. */
    public String region() {
        if (s3ApiUrl == null) {
            return null;
        }
        int start = s3ApiUrl.indexOf("://s3.");
        int end = start < 0 ? -1 : s3ApiUrl.indexOf('.', start + "://s3.".length());
        return end < 0 ? null : s3ApiUrl.substring(start + "://s3.".length(), end);
    }

    @Override
    public String toString() {
        return "authorization of account " + accountId;
    }
}
