package io.jenkins.plugins.b2.transfer.encryption;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Keys and salts are bytes, but settings are text: text means its UTF-8, {@code base64:...} means the decoded rest. */
final class SecretText {
    private static final char[] BASE64_PREFIX = "base64:".toCharArray();

    private SecretText() {}

    /**
     * @return the bytes meant, for the caller to wipe
     * @throws IllegalArgumentException if they can't be decoded; the message doesn't repeat them
     */
    static byte[] toBytes(char[] text) {
        byte[] utf8 = utf8(text);
        if (!startsWithPrefix(text)) {
            return utf8;
        }
        byte[] encoded = Arrays.copyOfRange(utf8, BASE64_PREFIX.length, utf8.length);
        try {
            toStandardAlphabet(encoded);
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            // The JDK's message and cause name characters of the secret.
            throw new IllegalArgumentException("What follows [base64:] is not Base64");
        } finally {
            Arrays.fill(utf8, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] utf8(char[] text) {
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "The text has half a character (an unpaired surrogate), it has no UTF-8");
        }
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static boolean startsWithPrefix(char[] text) {
        return text.length >= BASE64_PREFIX.length
                && Arrays.equals(text, 0, BASE64_PREFIX.length, BASE64_PREFIX, 0, BASE64_PREFIX.length);
    }

    /**
     * Both alphabets are in use for keys (Python's Fernet prints the URL-safe one), and they don't contradict each
     * other.
     */
    private static void toStandardAlphabet(byte[] encoded) {
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] == '-') {
                encoded[i] = '+';
            } else if (encoded[i] == '_') {
                encoded[i] = '/';
            }
        }
    }
}
