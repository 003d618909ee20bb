package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first {@link GcmLayout#HEADER_BYTES} bytes of an AES256_GCM file: our header and Tink's. Numbers are big-endian.
 */
final class GcmHeader {
    static final byte VERSION = 1;

    /** Like PNG's: a byte that no text begins with, and a line end that careless copying would change. */
    private static final byte[] MAGIC = {(byte) 0x89, 'B', '2', 'E', 'N', 'C', '\r', '\n'};

    private static final int VERSION_AT = MAGIC.length;
    private static final int SALT_BYTES = KdfParameters.FRESH_SALT_BYTES;
    private static final int FILE_SALT_BYTES = 32;
    private static final int NONCE_PREFIX_BYTES = 7;
    private static final int FILE_SALT_AT = GcmLayout.OWN_HEADER_BYTES + 1;
    private static final int NONCE_PREFIX_AT = FILE_SALT_AT + FILE_SALT_BYTES;

    private final byte[] bytes;
    private final KdfParameters parameters;

    private GcmHeader(byte[] bytes, KdfParameters parameters) {
        this.bytes = bytes;
        this.parameters = parameters;
    }

    static boolean hasMagic(byte[] head, int length) {
        return length >= MAGIC.length && Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** With new randomness for one file. */
    static GcmHeader create(KdfParameters parameters) {
        byte[] salt = parameters.salt();
        if (salt.length != SALT_BYTES) {
            throw new IllegalArgumentException(
                    "Salt of [" + salt.length + "] bytes, the header of AES256_GCM has room for [" + SALT_BYTES + "]");
        }
        byte[] random = Primitives.random(FILE_SALT_BYTES + NONCE_PREFIX_BYTES);
        byte[] bytes = ByteBuffer.allocate(GcmLayout.HEADER_BYTES)
                .put(MAGIC)
                .put(VERSION)
                .put((byte) parameters.algorithm())
                .putInt(parameters.iterations())
                .put(salt)
                .put((byte) GcmLayout.TINK_HEADER_BYTES)
                .put(random)
                .array();
        return new GcmHeader(bytes, parameters);
    }

    static GcmHeader parse(byte[] head, int length) throws DecryptionException {
        if (!hasMagic(head, length)) {
            throw new DecryptionException(Kind.MALFORMED, "The content doesn't begin as AES256_GCM does");
        }
        if (length > VERSION_AT && head[VERSION_AT] != VERSION) {
            throw new DecryptionException(
                    Kind.UNSUPPORTED,
                    "The content has version [" + (head[VERSION_AT] & 0xff) + "] of the AES256_GCM format, known is ["
                            + VERSION + "]; a newer version of this software may read it");
        }
        if (length < GcmLayout.HEADER_BYTES) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The content ends after [" + length + "] bytes, its header alone has [" + GcmLayout.HEADER_BYTES
                            + "]");
        }
        byte[] bytes = Arrays.copyOf(head, GcmLayout.HEADER_BYTES);
        return new GcmHeader(bytes, parseParameters(bytes));
    }

    private static KdfParameters parseParameters(byte[] bytes) throws DecryptionException {
        ByteBuffer in = ByteBuffer.wrap(bytes).position(VERSION_AT + 1);
        int algorithm = in.get() & 0xff;
        if (algorithm != KdfParameters.PBKDF2_HMAC_SHA256) {
            throw new DecryptionException(
                    Kind.UNSUPPORTED,
                    "The header names key derivation [" + algorithm + "], known is [" + KdfParameters.PBKDF2_HMAC_SHA256
                            + "]");
        }
        long iterations = in.getInt() & 0xffffffffL;
        if (iterations < KdfParameters.MIN_ITERATIONS || iterations > KdfParameters.MAX_ITERATIONS) {
            throw new DecryptionException(
                    Kind.MALFORMED,
                    "The header asks for [" + iterations + "] iterations of key derivation, accepted are ["
                            + KdfParameters.MIN_ITERATIONS + ".." + KdfParameters.MAX_ITERATIONS + "]");
        }
        byte[] salt = new byte[SALT_BYTES];
        in.get(salt);
        int tinkHeader = in.get() & 0xff;
        if (tinkHeader != GcmLayout.TINK_HEADER_BYTES) {
            throw new DecryptionException(
                    Kind.MALFORMED,
                    "The stream's header says it has [" + tinkHeader + "] bytes, wanted [" + GcmLayout.TINK_HEADER_BYTES
                            + "]");
        }
        return new KdfParameters(algorithm, (int) iterations, salt);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    KdfParameters parameters() {
        return parameters;
    }

    byte[] noncePrefix() {
        return Arrays.copyOfRange(bytes, NONCE_PREFIX_AT, NONCE_PREFIX_AT + NONCE_PREFIX_BYTES);
    }

    /** Tink's key of this one file; our whole header is its associated data. */
    WipeableKey fileKey(byte[] derivedKey) {
        byte[] fileSalt = Arrays.copyOfRange(bytes, FILE_SALT_AT, NONCE_PREFIX_AT);
        byte[] associatedData = Arrays.copyOf(bytes, GcmLayout.OWN_HEADER_BYTES);
        byte[] fileKey = Primitives.hkdf(derivedKey, fileSalt, associatedData);
        try {
            return new WipeableKey(Primitives.AES, fileKey);
        } finally {
            Arrays.fill(fileKey, (byte) 0);
        }
    }
}
