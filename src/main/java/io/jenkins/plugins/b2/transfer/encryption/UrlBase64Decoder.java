package io.jenkins.plugins.b2.transfer.encryption;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * URL-safe Base64 with padding (RFC 4648, 5), strictly, from pieces of any length; the JDK's decoder wants the whole, or
 * skips what isn't in the alphabet.
 */
final class UrlBase64Decoder {
    private static final byte NOT_IN_ALPHABET = -1;
    private static final byte[] VALUES = values();

    private long position;
    private int bits;
    private int characters;
    private int padding;

    static boolean isAlphabet(byte character) {
        return VALUES[character & 0xff] != NOT_IN_ALPHABET;
    }

    /**
     * Decodes the next characters.
     *
     * @param out takes up to 3 bytes for 4 characters, from its beginning
     * @return how many bytes these are
     */
    int decode(byte[] in, int offset, int length, byte[] out) throws DecryptionException {
        int at = 0;
        for (int i = offset; i < offset + length; i++) {
            if (in[i] == '=' || padding > 0) {
                at += pad(in[i], out, at);
                continue;
            }
            byte value = VALUES[in[i] & 0xff];
            if (value == NOT_IN_ALPHABET) {
                throw wrongCharacter(in[i]);
            }
            position++;
            bits = bits << 6 | value;
            if (++characters == FernetLayout.GROUP_CHARACTERS) {
                out[at++] = (byte) (bits >> 16);
                out[at++] = (byte) (bits >> 8);
                out[at++] = (byte) bits;
                characters = 0;
                bits = 0;
            }
        }
        return at;
    }

    /** The padding: one or two at the very end, and the bits that nobody reads are zero. */
    private int pad(byte character, byte[] out, int at) throws DecryptionException {
        if (character != '=' || characters < 2 || characters + padding == FernetLayout.GROUP_CHARACTERS) {
            throw wrongCharacter(character);
        }
        position++;
        padding++;
        if (characters + padding < FernetLayout.GROUP_CHARACTERS) {
            return 0;
        }
        int group = bits << 6 * padding;
        if ((group & (1 << 8 * padding) - 1) != 0) {
            throw new DecryptionException(Kind.MALFORMED, "The Fernet token ends with bits that no encoder writes");
        }
        int count = FernetLayout.GROUP_BYTES - padding;
        for (int i = 0; i < count; i++) {
            out[at + i] = (byte) (group >> 16 - 8 * i);
        }
        return count;
    }

    boolean isComplete() {
        return characters == 0 || characters + padding == FernetLayout.GROUP_CHARACTERS;
    }

    private DecryptionException wrongCharacter(byte character) {
        return new DecryptionException(
                Kind.MALFORMED,
                String.format(
                        "The Fernet token has byte [0x%02X] at [%d], which has no place there: the content was altered",
                        character & 0xff, position));
    }

    private static byte[] values() {
        byte[] alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] values = new byte[256];
        Arrays.fill(values, NOT_IN_ALPHABET);
        for (int i = 0; i < alphabet.length; i++) {
            values[alphabet[i]] = (byte) i;
        }
        return values;
    }
}
