package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where things are in a Fernet token (github.com/fernet/spec): version (1), seconds since 1970 (8), IV (16),
 * AES-128-CBC with PKCS #7 padding, HMAC-SHA256 of all that (32); the whole in URL-safe Base64 with padding.
 */
final class FernetLayout {
    static final byte VERSION = (byte) 0x80;
    static final int IV_AT = 9;
    static final int HEADER_BYTES = IV_AT + Primitives.AES_BLOCK_BYTES;

    /** Three bytes of a token are four characters. */
    static final int GROUP_BYTES = 3;

    static final int GROUP_CHARACTERS = 4;

    /** The token of an empty plaintext. */
    static final long MIN_CHARACTERS = ciphertextLength(0);

    /** So many first characters tell a token from text; a token has more. */
    static final int DETECTED_CHARACTERS = 70;
    /** Far more than any store takes, and no arithmetic overflows. */
    private static final long MAX_PLAINTEXT = 1L << 52;

    /** The version and the zeros of any date before the year 4147, in Base64. */
    private static final byte[] FIRST_CHARACTERS = "gAAAAA".getBytes(StandardCharsets.US_ASCII);

    private FernetLayout() {}

    static byte[] newHeader(long epochSeconds) {
        return header(epochSeconds, Primitives.random(Primitives.AES_BLOCK_BYTES));
    }

    static byte[] header(long epochSeconds, byte[] iv) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .put(VERSION)
                .putLong(epochSeconds)
                .put(iv)
                .array();
    }

    static byte[] iv(byte[] header) {
        return Arrays.copyOfRange(header, IV_AT, HEADER_BYTES);
    }

    /** Blocks with the padding, which is a whole block if the plaintext ends with one. */
    static long blocks(long plaintextLength) {
        return plaintextLength / Primitives.AES_BLOCK_BYTES + 1;
    }

    static long rawLength(long plaintextLength) {
        return HEADER_BYTES + blocks(plaintextLength) * Primitives.AES_BLOCK_BYTES + Primitives.HMAC_BYTES;
    }

    static long ciphertextLength(long plaintextLength) {
        if (plaintextLength < 0 || plaintextLength > MAX_PLAINTEXT) {
            throw new IllegalArgumentException("Length [" + plaintextLength + "] outside [0.." + MAX_PLAINTEXT + "]");
        }
        return (rawLength(plaintextLength) + GROUP_BYTES - 1) / GROUP_BYTES * GROUP_CHARACTERS;
    }

    static void checkCiphertextLength(long ciphertextLength) throws DecryptionException {
        if (ciphertextLength < MIN_CHARACTERS || ciphertextLength % GROUP_CHARACTERS != 0) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The content has [" + ciphertextLength + "] characters; a Fernet token has at least ["
                            + MIN_CHARACTERS + "] and a multiple of [" + GROUP_CHARACTERS
                            + "]: it was cut off, or something was added");
        }
    }

    static boolean looksLikeToken(byte[] head, int length) {
        int first = FIRST_CHARACTERS.length;
        if (length < first || !Arrays.equals(head, 0, first, FIRST_CHARACTERS, 0, first)) {
            return false;
        }
        for (int i = first; i < length; i++) {
            if (!UrlBase64Decoder.isAlphabet(head[i])) {
                return false;
            }
        }
        return true;
    }
}
