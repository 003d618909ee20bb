package io.jenkins.plugins.b2.standalone;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a configuration file of the HOMESERVER provider says. What is null was not in it.
 *
 * @param file where it was read from
 */
record ProviderConfig(
        Path file,
        boolean enabled,
        String applicationKeyId,
        String applicationKey,
        String bucket,
        String region,
        Integer maxRetries,
        Duration retryDelay,
        Duration timeout,
        Long maxBandwidth,
        Long partSize,
        boolean encryptionEnabled,
        String encryptionKey,
        String encryptionSalt,
        Integer connections) {

    /** The settings of a run without a configuration file. */
    static ProviderConfig none() {
        return new ProviderConfig(
                null, true, null, null, null, null, null, null, null, null, null, false, null, null, null);
    }

    @Override
    public String toString() {
        return "configuration of " + file;
    }
}
