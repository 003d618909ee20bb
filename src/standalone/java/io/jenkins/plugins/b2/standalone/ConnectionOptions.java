package io.jenkins.plugins.b2.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which bucket, with which key, and how hard to try. What is null was not given. */
final class ConnectionOptions {
    @Option(names = "--bucket", paramLabel = "B", description = "The bucket. [config: bucket] [env: B2_BUCKET]")
    String bucket;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as the HOMESERVER provider's JSON file has them: {\"backblaze\": {...}}.")
    Path config;

    @Option(
            names = "--application-key-id",
            paramLabel = "ID",
            description = "The application key's ID. [config: application_key_id] [env: B2_APPLICATION_KEY_ID]")
    String keyId;

    @Option(
            names = "--application-key-file",
            paramLabel = "FILE",
            description = "A file that holds the application key. [config: application_key] [env: B2_APPLICATION_KEY]")
    Path keyFile;

    @Option(
            names = "--realm",
            paramLabel = "URL",
            description = "API endpoint, for test servers. [env: B2_REALM] Default: Backblaze.")
    String realm;

    @Option(
            names = "--region",
            paramLabel = "R",
            description = "Fail unless the account is in this region, such as us-west-004.")
    String region;

    @Option(
            names = "--part-size",
            paramLabel = "SIZE",
            description = "Largest part of an upload, such as 100MB; 5 MB to 5 GB. Default: what B2 recommends, 100 MB."
                    + " Smaller where that makes a file faster.")
    String partSize;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Parallel transfers, 1 to 100; auto begins with 2 and uses as many as bring more, up to the"
                    + " config's connection_pool_size or else 20. Default: 5.")
    String connections;

    @Option(
            names = "--max-bandwidth",
            paramLabel = "RATE",
            description = "Limit for everything together, such as 10MB/s; 0 for none. Default: none.")
    String maxBandwidth;

    @Option(
            names = "--max-retries",
            paramLabel = "N",
            description = "Retries after temporary failures, 0 to 100. Default: 3.")
    Integer maxRetries;

    @Option(
            names = "--retry-delay",
            paramLabel = "SECONDS",
            description = "Seconds before the first retry; doubles with each. Default: 1.")
    Double retryDelay;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Seconds without data before a request fails. Default: 300.")
    Double timeout;

    @Option(
            names = "--busy-timeout",
            paramLabel = "SECONDS",
            description = "How long B2 may go on saying that it is busy, without serving one call of the kind, before"
                    + " that counts as failure; 0 for at once. Default: 300.")
    Double busyTimeout;
}
