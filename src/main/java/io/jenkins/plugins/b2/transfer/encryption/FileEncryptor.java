package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.io.InputStream;

/**
 * The encryption of one file, with its randomness fixed: every byte of the ciphertext is decided by the plaintext.
 *
 * <p><b>One encryptor, one plaintext.</b> Two different plaintexts under the same key and nonces give both away, and
 * with AES256_GCM the means to forge as well. The caller guarantees that all sources given to one encryptor, and to
 * those resumed from its header, have the same bytes. What can be checked is checked:
 * <ul>
 * <li>Resuming refuses a plaintext with another fingerprint; a file that changes after its digest was taken is
 *     the caller's to notice.
 * <li>The length must stay what it was at first.
 * <li>AES256_GCM: a segment that comes out different from what this encryptor made of it before is not handed out.
 * <li>FERNET: after {@link #prepare}, bytes that don't lead to the next checkpoint, or to the end, are not handed out.
 * </ul>
 *
 * <p>Safe for use by several threads; streams belong to one thread each.
 */
public interface FileEncryptor extends AutoCloseable {
    EncryptionFormat format();

    /** What resuming needs of this file: no secret, and nothing that follows from key
     * and name: 61 bytes for AES256_GCM, 25 for FERNET. */
    byte[] publicHeader();

    /**
     * The exact length of the ciphertext.
     *
     * @throws IllegalArgumentException if negative or more than the format can hold
     */
    long ciphertextLength(long plaintextLength);

    /** The keyed hash of a plaintext's digest and length under this file's key, see {@link Fingerprint}. */
    String fingerprint(byte[] digest, long length);

    /**
     * Gets ready to open the ciphertext at these offsets without starting from the beginning. AES256_GCM needs nothing;
     * FERNET reads the whole source once. Calling it again replaces what was prepared.
     *
     * @throws IOException if the source can't be read
     */
    void prepare(PlaintextSource source, long... ciphertextOffsets) throws IOException, InterruptedException;

    /**
     * A range of the ciphertext, any range, any number of times; the same bytes each time. An error of the source is an
     * error of the stream, at every further read: a stream never ends early as if all were well.
     *
     * <p>Reads of 64 KiB and more are the efficient ones. Closing gives buffers back.
     *
     * @throws IOException if the source's length can't be had, or isn't what it was
     * @throws IllegalArgumentException if the range isn't inside the ciphertext
     * @throws IllegalStateException if closed
     */
    InputStream open(PlaintextSource source, long offset, long length) throws IOException;

    /**
     * The whole ciphertext of a plaintext that can be read once, of unknown length. An encryptor encrypts one plaintext, so
     * this takes the place of {@link #open}.
     *
     * @param plain read as the result is read, and closed with it
     * @throws IOException if the format has to know the length
     */
    InputStream encrypt(InputStream plain) throws IOException;

    /** Wipes the keys. Streams still open fail at their next segment. */
    @Override
    void close();
}
