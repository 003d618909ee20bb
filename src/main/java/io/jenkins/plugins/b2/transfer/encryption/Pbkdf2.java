package io.jenkins.plugins.b2.transfer.encryption;

/** PBKDF2-HMAC-SHA256 (RFC 8018, 5.2) for keys of one hash's length. */
final class Pbkdf2 {
    private static final boolean BOUNCY_CASTLE =
            isThere("org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator");

    private Pbkdf2() {}

    private static boolean isThere(String name) {
        try {
            Class.forName(name, false, Pbkdf2.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * @param password at least one byte
     * @return {@value KdfParameters#KEY_BYTES} bytes
     * @throws InterruptedException within milliseconds of an interrupt: millions of iterations take many seconds
     */
    static byte[] derive(byte[] password, byte[] salt, int iterations) throws InterruptedException {
        return BOUNCY_CASTLE
                ? BouncyCastlePbkdf2.derive(password, salt, iterations)
                : PlatformPbkdf2.derive(password, salt, iterations);
    }
}
