package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;

/**
 * Where files of a bucket can be sent, one at a time, for 24 hours at most or until B2 refuses one. Immutable. URL and token are
 * secrets; printing this object does not show them.
 *
 * @param bucketId the bucket
 * @param url where to send
 * @param token the authorization token for that URL alone
 */
public record UploadUrl(
        String bucketId,
        String url,
        // As the account's token: of use for a day at most; never to the disk.
        @SuppressWarnings("lgtm[jenkins/plaintext-storage]") String token)
        implements Serializable {
    @Override
    public String toString() {
        return "upload URL for the bucket " + bucketId;
    }
}
