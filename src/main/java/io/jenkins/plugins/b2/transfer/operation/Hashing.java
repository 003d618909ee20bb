package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of content. */
public final class Hashing {
    public static final String SHA1 = "SHA-1";
    public static final String SHA256 = "SHA-256";
    private static final int BUFFER_SIZE = 128 * 1024;

    private Hashing() {}

    public static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has " + algorithm, e);
        }
    }

    /** Reads the stream to its end. */
    public static byte[] digest(String algorithm, InputStream in, Cancellation cancellation) throws IOException {
        MessageDigest digest = newDigest(algorithm);
        byte[] buffer = new byte[BUFFER_SIZE];
        int count;
        while ((count = in.read(buffer, 0, buffer.length)) >= 0) {
            cancellation.check();
            digest.update(buffer, 0, count);
        }
        return digest.digest();
    }

    public static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }
}
