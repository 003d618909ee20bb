package io.jenkins.plugins.b2.transfer.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;

/**
 * The few algorithms in use. Every Java platform has them (java.security's list of required ones), so none is missing.
 */
public final class Primitives {
    public static final String AES = "AES";
    public static final String HMAC_SHA256 = "HmacSHA256";
    public static final int HMAC_BYTES = 32;
    public static final int AES_BLOCK_BYTES = 16;

    private static final byte[] HKDF_FIRST_BLOCK = {1};

    private static final SecureRandom RANDOM = new SecureRandom();

    private Primitives() {}

    public static Mac hmac(byte[] key) {
        WipeableKey wipeable = new WipeableKey(HMAC_SHA256, key);
        try {
            return hmac(wipeable);
        } finally {
            wipeable.destroy();
        }
    }

    public static Mac hmac(WipeableKey key) {
        try {
            Mac mac = Mac.getInstance(HMAC_SHA256);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Cipher gcm() {
        return cipher("AES/GCM/NoPadding");
    }

    public static Cipher cbc(int mode, WipeableKey key, byte[] iv) {
        Cipher cipher = cipher("AES/CBC/NoPadding");
        try {
            cipher.init(mode, key, new IvParameterSpec(iv));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** HKDF-SHA256 (RFC 5869) for one block of output, 32 bytes. */
    public static byte[] hkdf(byte[] keyMaterial, byte[] salt, byte[] info) {
        byte[] pseudorandomKey = hmac(salt).doFinal(keyMaterial);
        try {
            Mac expand = hmac(pseudorandomKey);
            expand.update(info);
            return expand.doFinal(HKDF_FIRST_BLOCK);
        } finally {
            Arrays.fill(pseudorandomKey, (byte) 0);
        }
    }

    private static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes that nobody can foresee. */
    public static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
