package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fingerprint;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Sources;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/** {@link FileEncryptor} for AES256_GCM: segments are made when they are asked for. */
public final class GcmEncryptor implements FileEncryptor {
    private final GcmLayout layout;
    private final GcmHeader header;
    private final WipeableKey fileKey;
    private final Fingerprint fingerprint;
    private final Sources.FixedLength length = new Sources.FixedLength();
    private final SegmentGuard guard = new SegmentGuard();
    private Buffers buffers;

    private GcmEncryptor(GcmHeader header, int segmentBytes, byte[] derivedKey) {
        this.layout = header.layout(segmentBytes);
        this.header = header;
        this.fileKey = header.fileKey(derivedKey);
        this.fingerprint = Fingerprint.of(derivedKey, header.bytes());
    }

    /**
     * A new file.
     *
     * @param name the file's name in B2
     */
    public static GcmEncryptor create(KdfParameters parameters, KeySource keys, String name)
            throws IOException, InterruptedException {
        return create(GcmLayout.SEGMENT_BYTES, parameters, keys, name);
    }

    static GcmEncryptor create(int segmentBytes, KdfParameters parameters, KeySource keys, String name)
            throws IOException, InterruptedException {
        byte[] derived = keys.deriveChecked(parameters);
        try {
            return new GcmEncryptor(GcmHeader.create(parameters, name, derived), segmentBytes, derived);
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
    public static GcmEncryptor resume(byte[] publicHeader, KeySource keys, String name, long plaintextLength)
            throws IOException, InterruptedException {
        byte[] derived = keys.deriveChecked(GcmHeader.parameters(publicHeader));
        try {
            GcmHeader header = GcmHeader.restore(publicHeader, name, derived);
            GcmEncryptor encryptor = new GcmEncryptor(header, GcmLayout.SEGMENT_BYTES, derived);
            encryptor.length.fix(plaintextLength);
            return encryptor;
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.AES256_GCM;
    }

    @Override
    public byte[] publicHeader() {
        return header.publicHeader();
    }

    @Override
    public long ciphertextLength(long plaintextLength) {
        return layout.ciphertextLength(plaintextLength);
    }

    @Override
    public String fingerprint(byte[] digest, long plaintextLength) {
        return fingerprint.of(digest, plaintextLength);
    }

    @Override
    public void prepare(PlaintextSource source, long... ciphertextOffsets) {
        // Every segment stands for itself.
    }

    @Override
    public InputStream open(PlaintextSource source, long offset, long count) throws IOException {
        long plaintextLength = length.of(source);
        long ciphertextLength = ciphertextLength(plaintextLength);
        Objects.checkFromIndexSize(offset, count, ciphertextLength);
        if (fileKey.isDestroyed()) {
            throw new IllegalStateException("The encryptor is closed");
        }
        GcmWarmUp.ENCRYPTING.before(ciphertextLength, count);
        return new GcmInputStream(this, source, plaintextLength, offset, count);
    }

    @Override
    public InputStream encrypt(InputStream plain) {
        if (fileKey.isDestroyed()) {
            throw new IllegalStateException("The encryptor is closed");
        }
        return new GcmSequentialStream(this, plain);
    }

    GcmLayout layout() {
        return layout;
    }

    /** Both headers, as they stand in the file. */
    byte[] header() {
        return header.bytes();
    }

    SegmentCipher newCipher() {
        return new SegmentCipher(fileKey, header.noncePrefix());
    }

    boolean accepts(long segment, long tag) {
        return guard.accepts(segment, tag);
    }

    synchronized Buffers buffers(long plaintextLength) {
        if (buffers == null) {
            buffers = new Buffers(layout.bufferBytes(ciphertextLength(plaintextLength)));
        }
        return buffers;
    }

    @Override
    public void close() {
        fileKey.destroy();
        fingerprint.close();
    }

    @Override
    public String toString() {
        return "GcmEncryptor[hidden]";
    }
}
