package io.jenkins.plugins.b2.transfer.encryption;

import java.util.Optional;
import java.util.OptionalLong;

/** The decryption of one file, built from its first bytes. Safe for use by several threads. */
public interface FileDecryptor extends AutoCloseable {
    EncryptionFormat format();

    /** The name in B2 that the file was encrypted under; empty for FERNET, which keeps none. */
    Optional<String> name();

    /** Whether ranges can begin anywhere but at 0. */
    boolean randomAccess();

    /**
     * How many bytes precede the first byte that depends on the plaintext: less than {@code HEAD_BYTES} for AES256_GCM, 0 for
     * FERNET.
     */
    int headerLength();

    /**
     * The length of the plaintext for a length of the ciphertext.
     *
     * @return empty for FERNET, where only the decrypted end tells
     * @throws DecryptionException if no plaintext has a ciphertext of that length
     */
    OptionalLong plaintextLength(long ciphertextLength) throws DecryptionException;

    /**
     * The next place at or after an offset of the ciphertext where a range may begin or end: 0,
     * {@link #headerLength()}, and each start of a segment. May lie behind the end, where the end itself is meant.
     *
     * @return {@link Long#MAX_VALUE} if there is none any more, as for FERNET after 0
     */
    long alignUp(long ciphertextOffset);

    /**
     * Where in the plaintext the bytes come from a place of the ciphertext on.
     *
     * @param ciphertextOffset as for {@link #open}
     * @return negative if it is no such place, or content of this format has none
     */
    long plaintextOffset(long ciphertextOffset, long ciphertextLength) throws DecryptionException;

    /**
     * A key for checking what was kept of a broken-off decryption; only who has the passphrase can make it.
     *
     * @return null where nothing can be kept, as for FERNET
     */
    byte[] recordKey();

    /**
     * Decrypts a range of the ciphertext.
     *
     * @param from a place as given by {@link #alignUp}
     * @param to a place as given by {@link #alignUp}, or the ciphertext's length
     * @throws DecryptionException if no plaintext has a ciphertext of that length
     * @throws IllegalArgumentException if the range isn't possible
     */
    RangeDecryptor open(long from, long to, long ciphertextLength) throws DecryptionException;

    /**
     * As {@link #open}, for a damaged file: segments that aren't authentic are told instead of ending it, and bytes
     * behind the last whole segment are no error. Each gap is told once, when its place in the range has come; what the
     * sink gets is authentic.
     *
     * @throws DecryptionException (unsupported) for FERNET, which is authentic as a whole or not at all
     * @throws IllegalArgumentException if the range isn't possible
     */
    RangeDecryptor salvage(long from, long to, long ciphertextLength, GapListener gaps) throws DecryptionException;

    /** Wipes the key. */
    @Override
    void close();
}
