package io.jenkins.plugins.b2.transfer.encryption;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;

/**
 * How a key is derived from a passphrase. Immutable, and public in the sense that AES256_GCM writes it into every file.
 *
 * <p>The bounds hold for every instance, so that neither a hostile file nor a hostile peer can ask for much work,
 * or for so little that guessing passphrases would be cheap.
 *
 * @param algorithm {@link #PBKDF2_HMAC_SHA256}, the only one so far
 * @param iterations {@value #MIN_ITERATIONS} to {@value #MAX_ITERATIONS}
 * @param salt 1 to {@value #MAX_SALT_BYTES} bytes; copied in and out
 */
public record KdfParameters(int algorithm, int iterations, byte[] salt) implements Serializable {
    /** PBKDF2 with HMAC-SHA256 (RFC 8018), as it is written in the header of AES256_GCM. */
    public static final int PBKDF2_HMAC_SHA256 = 1;

    /** Length of every derived key. */
    public static final int KEY_BYTES = 32;

    /** What new AES256_GCM files get unless told otherwise. */
    public static final int DEFAULT_ITERATIONS = 600_000;

    /** What HOMESERVER's provider uses for Fernet; it can't be told otherwise. */
    public static final int FERNET_ITERATIONS = 100_000;

    public static final int MIN_ITERATIONS = 100_000;
    public static final int MAX_ITERATIONS = 2_000_000;

    public static final int FRESH_SALT_BYTES = 16;
    static final int MAX_SALT_BYTES = 1024;

    private static final long serialVersionUID = 1L;

    /** @throws IllegalArgumentException if a value is outside its bounds */
    public KdfParameters {
        Objects.requireNonNull(salt, "salt");
        if (algorithm != PBKDF2_HMAC_SHA256) {
            throw new IllegalArgumentException("Unknown key derivation [" + algorithm + "]");
        }
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException(
                    "Iterations [" + iterations + "] outside [" + MIN_ITERATIONS + ".." + MAX_ITERATIONS + "]");
        }
        if (salt.length == 0 || salt.length > MAX_SALT_BYTES) {
            throw new IllegalArgumentException(
                    "Salt of [" + salt.length + "] bytes, wanted [1.." + MAX_SALT_BYTES + "]");
        }
        salt = salt.clone();
    }

    /** New parameters for AES256_GCM with a random salt: one for all files of a run, so that a run derives one key. */
    public static KdfParameters fresh() {
        return fresh(DEFAULT_ITERATIONS);
    }

    /** As {@link #fresh()} with another number of iterations. */
    public static KdfParameters fresh(int iterations) {
        return new KdfParameters(PBKDF2_HMAC_SHA256, iterations, Primitives.random(FRESH_SALT_BYTES));
    }

    /** The parameters of HOMESERVER's provider for its configured salt. */
    public static KdfParameters fernet(byte[] salt) {
        return new KdfParameters(PBKDF2_HMAC_SHA256, FERNET_ITERATIONS, salt);
    }

    /** As {@link #fernet(byte[])}, the salt as text: UTF-8, or decoded if it begins with {@code base64:}. */
    public static KdfParameters fernet(String salt) {
        return fernet(SecretText.toBytes(salt.toCharArray()));
    }

    @Override
    public byte[] salt() {
        return salt.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KdfParameters that
                && algorithm == that.algorithm
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * algorithm + iterations) + Arrays.hashCode(salt);
    }

    /** The salt stays out of it: that of Fernet is configured and not written into files. */
    @Override
    public String toString() {
        return "KdfParameters[algorithm=" + algorithm + ", iterations=" + iterations + ", salt of [" + salt.length
                + "] bytes]";
    }
}
