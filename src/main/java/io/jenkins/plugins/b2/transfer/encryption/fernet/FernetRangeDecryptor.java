package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import javax.crypto.Cipher;
import javax.crypto.Mac;

/**
 * {@link RangeDecryptor} for FERNET in constant memory. The last block and the HMAC are always held back: which bytes
 * they are is known at the end only, and the padding is not looked at before the HMAC is known to fit.
 */
final class FernetRangeDecryptor implements RangeDecryptor {
    private static final int CHUNK_CHARACTERS = 1 << 16;
    private static final int BLOCK = Primitives.AES_BLOCK_BYTES;
    private static final int HELD_BACK = BLOCK + Primitives.HMAC_BYTES;

    private final FernetKey key;
    private final int keyIndex;
    private final IntConsumer found;
    private final String tried;
    private final long ciphertextLength;
    private final List<Mac> macs;
    private final UrlBase64Decoder decoder = new UrlBase64Decoder();
    private final byte[] decoded = new byte[CHUNK_CHARACTERS];
    private final byte[] pending = new byte[CHUNK_CHARACTERS + FernetLayout.HEADER_BYTES + HELD_BACK + BLOCK];
    private final byte[] plaintext = new byte[pending.length];
    private Cipher cipher;
    private int held;
    private long position;
    private long written;
    private boolean unusable;

    /**
     * @param keys those that the token may have been made with
     * @param keyIndex the one to decrypt with
     * @param found takes the one that it was made with
     * @param tried what messages call the keys
     */
    FernetRangeDecryptor(List<FernetKey> keys, int keyIndex, IntConsumer found, String tried, long ciphertextLength) {
        this.tried = tried;
        this.key = keys.get(keyIndex);
        this.keyIndex = keyIndex;
        this.found = found;
        this.ciphertextLength = ciphertextLength;
        this.macs = keys.stream().map(FernetKey::mac).toList();
    }

    @FunctionalInterface
    private interface Step {
        int run() throws GeneralSecurityException;
    }

    @Override
    public void update(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        checkUsable();
        unusable = true;
        if (length > ciphertextLength - position) {
            throw new DecryptionException(
                    Kind.MALFORMED, "More bytes arrived than the content has; it ends at [" + ciphertextLength + "]");
        }
        for (int done = 0; done < length; ) {
            int count = Math.min(CHUNK_CHARACTERS, length - done);
            int bytes = decoder.decode(buffer, offset + done, count, decoded);
            System.arraycopy(decoded, 0, pending, held, bytes);
            held += bytes;
            done += count;
            position += count;
            decryptPending(sink);
        }
        unusable = false;
    }

    private void decryptPending(PlaintextSink sink) throws IOException {
        if (cipher == null && held >= FernetLayout.HEADER_BYTES) {
            readHeader();
        }
        int length = (held - HELD_BACK) / BLOCK * BLOCK;
        if (cipher == null || length <= 0) {
            return;
        }
        updateMacs(length);
        int count = decrypted(() -> cipher.update(pending, 0, length, plaintext, 0));
        drop(length);
        sink.write(plaintext, 0, count, written);
        written += count;
    }

    private void readHeader() throws DecryptionException {
        if (pending[0] != FernetLayout.VERSION) {
            throw new DecryptionException(
                    Kind.UNSUPPORTED,
                    String.format("The Fernet token has version [0x%02X], known is [0x80]", pending[0] & 0xff));
        }
        updateMacs(FernetLayout.HEADER_BYTES);
        cipher = key.cipher(Cipher.DECRYPT_MODE, FernetLayout.iv(pending));
        drop(FernetLayout.HEADER_BYTES);
    }

    private void updateMacs(int length) {
        for (Mac mac : macs) {
            mac.update(pending, 0, length);
        }
    }

    /** How many bytes there are now: some providers keep the last block back. */
    private static int decrypted(Step step) {
        try {
            return step.run();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void drop(int length) {
        System.arraycopy(pending, length, pending, 0, held - length);
        held -= length;
    }

    @Override
    public void finish(PlaintextSink sink) throws IOException {
        checkUsable();
        unusable = true;
        if (position != ciphertextLength || !decoder.isComplete() || cipher == null || held != HELD_BACK) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The Fernet token ends after [" + position + "] of [" + ciphertextLength
                            + "] characters in the middle of something: it was cut off or altered");
        }
        updateMacs(BLOCK);
        checkKey();
        int count = decrypted(() -> cipher.doFinal(pending, 0, BLOCK, plaintext, 0));
        int length = count - padding(count);
        if (length > 0) {
            sink.write(plaintext, 0, length, written);
        }
    }

    private void checkKey() throws DecryptionException {
        byte[] expected = Arrays.copyOfRange(pending, BLOCK, HELD_BACK);
        int fitting = -1;
        for (int i = 0; i < macs.size(); i++) {
            if (MessageDigest.isEqual(macs.get(i).doFinal(), expected)) {
                fitting = i;
            }
        }
        if (fitting < 0) {
            throw new DecryptionException(
                    Kind.WRONG_KEY_OR_ALTERED,
                    tried + (macs.size() == 1 ? " isn't" : " is")
                            + " the one it was encrypted with, or the salt isn't, or the content was altered or cut"
                            + " off: the Fernet token is not authentic, and Fernet can't tell why. Check passphrase and"
                            + " salt first, then get the content again");
        }
        found.accept(fitting);
        if (fitting != keyIndex) {
            throw new DecryptionException(
                    Kind.ANOTHER_KEY,
                    "The Fernet token was made with another one of the " + macs.size()
                            + " passphrases than the one tried first; it has to be read once more");
        }
    }

    private int padding(int count) throws DecryptionException {
        int padding = plaintext[count - 1];
        boolean possible = padding >= 1 && padding <= BLOCK;
        for (int i = count - (possible ? padding : 0); i < count; i++) {
            possible &= plaintext[i] == padding;
        }
        if (!possible) {
            throw new DecryptionException(
                    Kind.MALFORMED, "The Fernet token is authentic but wrongly padded: its maker is at fault");
        }
        return padding;
    }

    @Override
    public long resumeOffset() {
        return position;
    }

    @Override
    public void restart() {
        // Every byte that arrived is kept, so there is nothing to drop.
    }

    private void checkUsable() {
        if (unusable) {
            throw new IllegalStateException("The range is closed, finished, or failed before");
        }
    }

    @Override
    public void close() {
        unusable = true;
        Arrays.fill(plaintext, (byte) 0);
    }
}
