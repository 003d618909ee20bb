package io.jenkins.plugins.b2.transfer.protocol;

import com.backblaze.b2.json.B2Json;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import java.net.URI;
import java.util.List;
import java.util.Set;

/**
 * The answer of b2_authorize_account, version 4: unlike version 2, which the SDK speaks, it is given to keys for several
 * buckets too, and tells when the key expires.
 */
final class AuthorizeAnswer {
    @B2Json.required
    private final String accountId;

    /** In memory while the answer is read; this class is not serializable. */
    @SuppressWarnings("lgtm[jenkins/plaintext-storage]")
    @B2Json.required
    private final String authorizationToken;

    @B2Json.optional
    private final Long applicationKeyExpirationTimestamp;

    @B2Json.required
    private final ApiInfo apiInfo;

    @B2Json.constructor(params = "accountId, authorizationToken, applicationKeyExpirationTimestamp, apiInfo")
    AuthorizeAnswer(
            String accountId, String authorizationToken, Long applicationKeyExpirationTimestamp, ApiInfo apiInfo) {
        this.accountId = accountId;
        this.authorizationToken = authorizationToken;
        this.applicationKeyExpirationTimestamp = applicationKeyExpirationTimestamp;
        this.apiInfo = apiInfo;
    }

    /** @throws RuntimeException when this is no answer to go on with */
    AccountAuthorization toAuthorization() {
        StorageApi storage = apiInfo.storageApi;
        checkUrl(storage.apiUrl);
        checkUrl(storage.downloadUrl);
        List<Bucket> buckets = storage.allowed.buckets == null ? List.of() : storage.allowed.buckets;
        return new AccountAuthorization(
                accountId,
                authorizationToken,
                storage.apiUrl,
                storage.downloadUrl,
                storage.s3ApiUrl,
                storage.recommendedPartSize,
                storage.absoluteMinimumPartSize,
                Set.copyOf(storage.allowed.capabilities),
                buckets.stream()
                        .map(bucket -> new AccountAuthorization.AllowedBucket(bucket.id, bucket.name))
                        .toList(),
                storage.allowed.namePrefix,
                applicationKeyExpirationTimestamp);
    }

    /** The token goes there. */
    private static void checkUrl(String url) {
        URI uri = URI.create(url);
        if (uri.getHost() == null || !ConnectionSettings.isProtected(uri)) {
            throw new IllegalArgumentException("no URL to go on with");
        }
    }

    static final class ApiInfo {
        @B2Json.required
        private final StorageApi storageApi;

        @B2Json.constructor(params = "storageApi")
        ApiInfo(StorageApi storageApi) {
            this.storageApi = storageApi;
        }
    }

    static final class StorageApi {
        @B2Json.required
        private final String apiUrl;

        @B2Json.required
        private final String downloadUrl;

        @B2Json.optional
        private final String s3ApiUrl;

        @B2Json.required
        private final long recommendedPartSize;

        @B2Json.required
        private final long absoluteMinimumPartSize;

        @B2Json.required
        private final Allowed allowed;

        @B2Json.constructor(
                params = "apiUrl, downloadUrl, s3ApiUrl, recommendedPartSize, absoluteMinimumPartSize, allowed")
        StorageApi(
                String apiUrl,
                String downloadUrl,
                String s3ApiUrl,
                long recommendedPartSize,
                long absoluteMinimumPartSize,
                Allowed allowed) {
            this.apiUrl = apiUrl;
            this.downloadUrl = downloadUrl;
            this.s3ApiUrl = s3ApiUrl;
            this.recommendedPartSize = recommendedPartSize;
            this.absoluteMinimumPartSize = absoluteMinimumPartSize;
            this.allowed = allowed;
        }
    }

    static final class Allowed {
        @B2Json.required
        private final List<String> capabilities;

        @B2Json.optional
        private final List<Bucket> buckets;

        @B2Json.optional
        private final String namePrefix;

        @B2Json.constructor(params = "capabilities, buckets, namePrefix")
        Allowed(List<String> capabilities, List<Bucket> buckets, String namePrefix) {
            this.capabilities = capabilities;
            this.buckets = buckets;
            this.namePrefix = namePrefix;
        }
    }

    static final class Bucket {
        @B2Json.required
        private final String id;

        @B2Json.optional
        private final String name;

        @B2Json.constructor(params = "id, name")
        Bucket(String id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
