package io.jenkins.plugins.b2.benchmark;

import java.util.Map;

/**
 * The B2 that all contenders talk to, and the key to it.
 *
 * @param realm base URL without a slash at its end
 */
record Endpoint(String realm, String keyId, String key, String bucket) {
    /** As the processes of this benchmark are told. */
    static Endpoint fromEnvironment() {
        Map<String, String> env = System.getenv();
        return new Endpoint(
                env.get("B2_REALM"),
                env.get("B2_APPLICATION_KEY_ID"),
                env.get("B2_APPLICATION_KEY"),
                env.get("B2_BUCKET"));
    }

    Map<String, String> environment() {
        return Map.of(
                "B2_REALM", realm,
                "B2_APPLICATION_KEY_ID", keyId,
                "B2_APPLICATION_KEY", key,
                "B2_BUCKET", bucket);
    }
}
