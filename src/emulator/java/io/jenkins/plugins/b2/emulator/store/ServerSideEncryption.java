package io.jenkins.plugins.b2.emulator.store;

/**
 * Server-side encryption as it is reported. The emulator stores plain bytes: it only remembers what was asked for,
 * and for SSE-C the MD5 of the customer's key, to refuse readers with another key.
 *
 * @param mode {@code SSE-B2}, {@code SSE-C}, or null for none
 * @param algorithm {@code AES256}, or null for none
 * @param customerKeyMd5 base64, only with SSE-C
 */
public record ServerSideEncryption(String mode, String algorithm, String customerKeyMd5) {
    public static final ServerSideEncryption NONE = new ServerSideEncryption(null, null, null);
    public static final ServerSideEncryption SSE_B2 = new ServerSideEncryption("SSE-B2", "AES256", null);

    public static ServerSideEncryption customer(String keyMd5) {
        return new ServerSideEncryption("SSE-C", "AES256", keyMd5);
    }

    public boolean isCustomer() {
        return "SSE-C".equals(mode);
    }
}
