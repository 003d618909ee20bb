package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fixtures;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import java.io.IOException;
import java.util.Arrays;

/** AES256_GCM with segments of 100 bytes, so that a file of some hundred bytes has several. */
public final class TinySegments {
    public static final int SEGMENT_BYTES = 100;

    /** Our header with the name that all these files have, and Tink's. */
    public static final int OWN_HEADER_BYTES = 66 + Fixtures.NAME.length();

    public static final int HEADER_BYTES = OWN_HEADER_BYTES + 40;

    private TinySegments() {}

    public static FileEncryptor encryptor(KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        return GcmEncryptor.create(SEGMENT_BYTES, parameters, keys, Fixtures.NAME);
    }

    public static FileDecryptor decryptor(byte[] ciphertext, KeyRing keys) throws IOException, InterruptedException {
        return GcmDecryptor.open(SEGMENT_BYTES, ciphertext, ciphertext.length, keys, null);
    }

    /** Both headers. */
    public static byte[] header(byte[] ciphertext) {
        return Arrays.copyOf(ciphertext, HEADER_BYTES);
    }

    public static byte[] segment(byte[] ciphertext, int segment) {
        return Arrays.copyOfRange(ciphertext, start(segment), Math.min(start(segment + 1), ciphertext.length));
    }

    /** The place of a segment in the ciphertext. */
    public static int start(int segment) {
        return segment == 0 ? HEADER_BYTES : OWN_HEADER_BYTES + segment * SEGMENT_BYTES;
    }
}
