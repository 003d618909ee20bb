package io.jenkins.plugins.b2.emulator.api;

/**
 * What the account's authorization tells clients.
 *
 * @param minimumPartSize in bytes, enforced at finish for all parts but the last
 * @param recommendedPartSize in bytes
 * @param region as it appears in the S3 URL, which is only there to be read: S3 is not spoken here
 */
public record Settings(long minimumPartSize, long recommendedPartSize, String region) {
    /** Live values of the real service. */
    public static final Settings DEFAULT = new Settings(5_000_000, 100_000_000, "us-west-000");

    String s3ApiUrl() {
        return "https://s3." + region + ".backblazeb2.com";
    }
}
