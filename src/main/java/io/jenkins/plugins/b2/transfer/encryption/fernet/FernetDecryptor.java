package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.encryption.GapListener;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@link FileDecryptor} for FERNET: one range, the whole. */
public final class FernetDecryptor implements FileDecryptor {
    /** As many characters have version, time and IV in them: enough to tell tokens apart. */
    private static final int IDENTIFYING_CHARACTERS = 34;

    private final KeyRing ring;
    private final List<FernetKey> keys;
    private final String beginning;

    private FernetDecryptor(KeyRing ring, List<FernetKey> keys, String beginning) {
        this.ring = ring;
        this.keys = keys;
        this.beginning = beginning;
    }

    /** Whether some content begins as a token does. */
    public static boolean recognises(byte[] head, int length) {
        return FernetLayout.looksLikeToken(head, Math.min(length, FernetLayout.DETECTED_CHARACTERS));
    }

    /** Derives every key that the token may have been made with: which one it was, only its end tells. */
    public static FernetDecryptor open(byte[] head, int length, KeyRing ring) throws IOException, InterruptedException {
        ring.requireKeys(EncryptionFormat.FERNET);
        List<FernetKey> keys = new ArrayList<>();
        for (int i = 0; i < ring.size(); i++) {
            byte[] derived = ring.deriveFernet(i);
            keys.add(new FernetKey(derived));
            Arrays.fill(derived, (byte) 0);
        }
        String beginning = new String(head, 0, Math.min(length, IDENTIFYING_CHARACTERS), StandardCharsets.ISO_8859_1);
        return new FernetDecryptor(ring, keys, beginning);
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.FERNET;
    }

    @Override
    public Optional<String> name() {
        return Optional.empty();
    }

    @Override
    public boolean randomAccess() {
        return false;
    }

    @Override
    public int headerLength() {
        return 0;
    }

    @Override
    public OptionalLong plaintextLength(long ciphertextLength) throws DecryptionException {
        FernetLayout.checkCiphertextLength(ciphertextLength);
        return OptionalLong.empty();
    }

    @Override
    public long alignUp(long ciphertextOffset) {
        return ciphertextOffset <= 0 ? 0 : Long.MAX_VALUE;
    }

    @Override
    public long plaintextOffset(long ciphertextOffset, long ciphertextLength) {
        return -1;
    }

    @Override
    public byte[] recordKey() {
        return null;
    }

    @Override
    public RangeDecryptor open(long from, long to, long ciphertextLength) throws DecryptionException {
        FernetLayout.checkCiphertextLength(ciphertextLength);
        if (from != 0 || to != ciphertextLength) {
            throw new IllegalArgumentException(
                    "Range [" + from + ".." + to + ") of [" + ciphertextLength + "]: FERNET is decrypted as a whole");
        }
        if (keys.stream().anyMatch(FernetKey::isDestroyed)) {
            throw new IllegalStateException("The decryptor is closed");
        }
        return new FernetRangeDecryptor(
                keys,
                ring.likelyKey(beginning),
                key -> ring.remember(beginning, key),
                ring.describe(),
                ciphertextLength);
    }

    @Override
    public RangeDecryptor salvage(long from, long to, long ciphertextLength, GapListener gaps)
            throws DecryptionException {
        throw new DecryptionException(
                DecryptionException.Kind.UNSUPPORTED,
                "Nothing can be saved of a damaged FERNET file: it is authentic as a whole or not at all");
    }

    @Override
    public void close() {
        keys.forEach(FernetKey::destroy);
    }

    @Override
    public String toString() {
        return "FernetDecryptor[hidden]";
    }
}
