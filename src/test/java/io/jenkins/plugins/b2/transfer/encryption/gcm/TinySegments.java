package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import java.io.IOException;
import java.util.Arrays;

/** AES256_GCM with segments of 100 bytes, so that a file of some hundred bytes has several. */
public final class TinySegments {
    public static final int SEGMENT_BYTES = 100;

    private static final GcmLayout TINY = new GcmLayout(SEGMENT_BYTES);

    private TinySegments() {}

    public static FileEncryptor encryptor(KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        return GcmEncryptor.create(TINY, parameters, keys);
    }

    public static FileDecryptor decryptor(byte[] ciphertext, KeyRing keys) throws IOException, InterruptedException {
        return GcmDecryptor.open(TINY, ciphertext, ciphertext.length, keys);
    }

    /** Both headers. */
    public static byte[] header(byte[] ciphertext) {
        return Arrays.copyOf(ciphertext, GcmLayout.HEADER_BYTES);
    }

    public static byte[] segment(byte[] ciphertext, int segment) {
        return Arrays.copyOfRange(
                ciphertext, (int) TINY.ciphertextStart(segment), (int) TINY.ciphertextEnd(segment, ciphertext.length));
    }
}
