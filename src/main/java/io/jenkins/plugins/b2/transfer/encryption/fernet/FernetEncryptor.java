package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fingerprint;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;

/** {@link FileEncryptor} for FERNET: each block hangs on all before it, so ranges begin at checkpoints. */
public final class FernetEncryptor implements FileEncryptor {
    private final byte[] header;
    private final FernetKey key;
    private final Fingerprint fingerprint;
    private final Sources.FixedLength length = new Sources.FixedLength();
    private volatile FernetCheckpoints checkpoints;

    FernetEncryptor(byte[] header, byte[] derivedKey) {
        this.header = header;
        this.key = new FernetKey(derivedKey);
        this.fingerprint = Fingerprint.of(derivedKey, header);
        this.checkpoints = new FernetCheckpoints(FernetLayout.iv(header));
    }

    public static FernetEncryptor create(KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        byte[] derived = keys.deriveChecked(parameters);
        try {
            return new FernetEncryptor(FernetLayout.newHeader(Instant.now().getEpochSecond()), derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /**
     * The encryptor that a public header was kept of, if the key is that of then; otherwise it makes another file, with
     * another fingerprint.
     *
     * @throws DecryptionException if the header is none of this format
     */
    public static FernetEncryptor resume(
            byte[] publicHeader, KdfParameters parameters, KeySource keys, long plaintextLength)
            throws IOException, InterruptedException {
        if (publicHeader.length != FernetLayout.HEADER_BYTES || publicHeader[0] != FernetLayout.VERSION) {
            throw new DecryptionException(
                    DecryptionException.Kind.MALFORMED,
                    "A public header of [" + publicHeader.length + "] bytes belongs to no Fernet token");
        }
        byte[] derived = keys.deriveChecked(parameters);
        try {
            FernetEncryptor encryptor = new FernetEncryptor(publicHeader.clone(), derived);
            encryptor.length.fix(plaintextLength);
            return encryptor;
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.FERNET;
    }

    @Override
    public byte[] publicHeader() {
        return header.clone();
    }

    @Override
    public long ciphertextLength(long plaintextLength) {
        return FernetLayout.ciphertextLength(plaintextLength);
    }

    @Override
    public String fingerprint(byte[] digest, long plaintextLength) {
        return fingerprint.of(digest, plaintextLength);
    }

    @Override
    public void prepare(PlaintextSource source, long... ciphertextOffsets) throws IOException, InterruptedException {
        long plaintextLength = length.of(source);
        checkOpen();
        FernetCheckpoints prepared = wanted(plaintextLength, ciphertextOffsets);
        FernetBlocks blocks = new FernetBlocks(key, source, plaintextLength, checkpoints, 0);
        Mac mac = key.mac();
        mac.update(header);
        long first = 0;
        for (int made = blocks.encryptBatch(); made > 0; made = blocks.encryptBatch()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while preparing a Fernet token");
            }
            mac.update(blocks.batch(), 0, made);
            prepared.record(first, blocks.batch(), made);
            first = blocks.nextBlock();
        }
        prepared.setMac(mac.doFinal());
        checkpoints = prepared;
    }

    private FernetCheckpoints wanted(long plaintextLength, long[] ciphertextOffsets) {
        FernetCheckpoints wanted = new FernetCheckpoints(FernetLayout.iv(header));
        for (long offset : ciphertextOffsets) {
            Objects.checkIndex(offset, ciphertextLength(plaintextLength) + 1);
            wanted.want(FernetInputStream.firstBlock(offset, plaintextLength));
        }
        wanted.want(FernetLayout.blocks(plaintextLength));
        return wanted;
    }

    @Override
    public InputStream open(PlaintextSource source, long offset, long count) throws IOException {
        long plaintextLength = length.of(source);
        Objects.checkFromIndexSize(offset, count, ciphertextLength(plaintextLength));
        checkOpen();
        return new FernetInputStream(header, key, checkpoints, source, plaintextLength, offset, count);
    }

    private void checkOpen() {
        if (key.isDestroyed()) {
            throw new IllegalStateException("The encryptor is closed");
        }
    }

    @Override
    public InputStream encrypt(InputStream plain) throws IOException {
        throw new IOException("FERNET takes no content of unknown length. Encrypt it as AES256_GCM, or upload a file");
    }

    @Override
    public void close() {
        key.destroy();
        fingerprint.close();
    }

    @Override
    public String toString() {
        return "FernetEncryptor[hidden]";
    }
}
