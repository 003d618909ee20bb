package io.jenkins.plugins.b2.transfer.encryption;

import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.encryption.gcm.TinySegments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Sources, sinks and keys for the tests of this package. */
public final class Fixtures {
    public static final String SECRET = "correct horse battery staple";

    private Fixtures() {}

    public static Passphrase passphrase() {
        return Passphrase.of(SECRET.toCharArray());
    }

    /** The key of no passphrase: a test that derives many keys has no time for iterations. */
    public static final KeySource KEYS = new QuickKeys(SECRET);

    /** What files of AES256_GCM are called in these tests. */
    public static final String NAME = "some/file.encrypted";

    public static KdfParameters parameters() {
        return KdfParameters.fresh();
    }

    public static KdfParameters fernetParameters() {
        return KdfParameters.fernet("some salt");
    }

    public static KeyRing keys() {
        return keys(KEYS);
    }

    public static KeyRing keys(KeySource... sources) {
        return KeyRing.of(sources).withFernet(fernetParameters());
    }

    public static FileEncryptor standardEncryptor(EncryptionFormat format) throws IOException, InterruptedException {
        return EncryptedContent.encryptor(
                format, format == EncryptionFormat.FERNET ? fernetParameters() : parameters(), KEYS, NAME);
    }

    public static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (31 * i + 7 * (i >> 8) + 3 * (i >> 16));
        }
        return bytes;
    }

    /** Reads no more than some bytes at a time, as real sources do. */
    public static PlaintextSource source(byte[] bytes) {
        return new PlaintextSource() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public int read(byte[] buffer, int offset, int length, long position) {
                if (position >= bytes.length) {
                    return -1;
                }
                int count = (int) Math.min(Math.min(length, 50_000), bytes.length - position);
                System.arraycopy(bytes, (int) position, buffer, offset, count);
                return count;
            }
        };
    }

    public static byte[] encrypt(FileEncryptor encryptor, byte[] plaintext) throws IOException {
        return slice(encryptor, plaintext, 0, encryptor.ciphertextLength(plaintext.length));
    }

    public static byte[] slice(FileEncryptor encryptor, byte[] plaintext, long offset, long length) throws IOException {
        try (InputStream in = encryptor.open(source(plaintext), offset, length)) {
            return in.readAllBytes();
        }
    }

    public static FileEncryptor encryptor(EncryptionFormat format) throws Exception {
        return format == EncryptionFormat.FERNET
                ? standardEncryptor(format)
                : TinySegments.encryptor(parameters(), KEYS);
    }

    /** As {@link EncryptedContent#decryptor}, with tiny segments for AES256_GCM. */
    public static FileDecryptor decryptor(byte[] ciphertext, KeyRing keys) throws IOException, InterruptedException {
        return EncryptedContent.detect(ciphertext, ciphertext.length).equals(Optional.of(EncryptionFormat.AES256_GCM))
                ? TinySegments.decryptor(ciphertext, keys)
                : EncryptedContent.decryptor(ciphertext, ciphertext.length, keys, null);
    }

    public static byte[] decrypt(byte[] ciphertext, KeyRing keys) throws IOException, InterruptedException {
        try (FileDecryptor decryptor = decryptor(ciphertext, keys)) {
            return decrypt(decryptor, ciphertext);
        }
    }

    public static byte[] decrypt(FileDecryptor decryptor, byte[] ciphertext) throws IOException {
        try (RangeDecryptor range = decryptor.open(0, ciphertext.length, ciphertext.length)) {
            Collected collected = new Collected();
            range.update(ciphertext, 0, ciphertext.length, collected);
            range.finish(collected);
            return collected.toByteArray();
        }
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static byte[] flip(byte[] bytes, int at, int bit) {
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << bit);
        return copy;
    }

    /** The lines of a resource beside this class, split at bars; without comments. */
    public static List<String[]> table(String name) throws IOException {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", -1))
                    .toList();
        }
    }

    /** Collects plaintext, and insists that it comes in order. */
    public static final class Collected extends ByteArrayOutputStream implements PlaintextSink {
        @Override
        public void write(byte[] buffer, int offset, int length, long position) throws IOException {
            if (position != size()) {
                throw new IOException("Got position " + position + " after " + size() + " bytes");
            }
            writeBytes(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }
}
