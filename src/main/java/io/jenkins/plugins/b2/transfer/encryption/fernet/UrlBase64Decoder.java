package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * URL-safe Base64 with padding (RFC 4648, 5), strictly, from pieces of any length; the JDK's decoder wants the whole,
 * or skips what isn't in the alphabet.
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
        int end = offset + length;
        for (int i = offset; i < end; ) {
            int group = characters == 0 && padding == 0 && end - i >= FernetLayout.GROUP_CHARACTERS ? group(in, i) : -1;
            if (group >= 0) {
                at += put(group, FernetLayout.GROUP_BYTES, out, at);
                position += FernetLayout.GROUP_CHARACTERS;
                i += FernetLayout.GROUP_CHARACTERS;
            } else {
                at += decodeOne(in[i++], out, at);
            }
        }
        return at;
    }

    /** Four characters at once, which nearly all are; negative if one isn't in the alphabet. */
    private static int group(byte[] in, int at) {
        return VALUES[in[at] & 0xff] << 18
                | VALUES[in[at + 1] & 0xff] << 12
                | VALUES[in[at + 2] & 0xff] << 6
                | VALUES[in[at + 3] & 0xff];
    }

    private static int put(int group, int count, byte[] out, int at) {
        for (int i = 0; i < count; i++) {
            out[at + i] = (byte) (group >> 16 - 8 * i);
        }
        return count;
    }

    private int decodeOne(byte character, byte[] out, int at) throws DecryptionException {
        if (character == '=' || padding > 0) {
            return pad(character, out, at);
        }
        byte value = VALUES[character & 0xff];
        if (value == NOT_IN_ALPHABET) {
            throw wrongCharacter(character);
        }
        position++;
        bits = bits << 6 | value;
        if (++characters < FernetLayout.GROUP_CHARACTERS) {
            return 0;
        }
        int group = bits;
        characters = 0;
        bits = 0;
        return put(group, FernetLayout.GROUP_BYTES, out, at);
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
        return put(group, FernetLayout.GROUP_BYTES - padding, out, at);
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
        byte[] alphabet =
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
        byte[] values = new byte[256];
        Arrays.fill(values, NOT_IN_ALPHABET);
        for (int i = 0; i < alphabet.length; i++) {
            values[alphabet[i]] = (byte) i;
        }
        return values;
    }
}
