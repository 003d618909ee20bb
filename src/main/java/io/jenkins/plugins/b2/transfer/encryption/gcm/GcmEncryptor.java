package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.Fingerprint;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
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

    GcmEncryptor(GcmLayout layout, GcmHeader header, byte[] derivedKey) {
        this.layout = layout;
        this.header = header;
        this.fileKey = header.fileKey(derivedKey);
        this.fingerprint = Fingerprint.of(derivedKey, header.bytes());
    }

    public static GcmEncryptor create(KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        return create(GcmLayout.STANDARD, parameters, keys);
    }

    static GcmEncryptor create(GcmLayout layout, KdfParameters parameters, KeySource keys)
            throws IOException, InterruptedException {
        GcmHeader header = GcmHeader.create(parameters);
        byte[] derived = KeyRing.derive(keys, parameters);
        try {
            return new GcmEncryptor(layout, header, derived);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** The parameters that a public header names. */
    public static KdfParameters parameters(byte[] publicHeader) throws DecryptionException {
        return parse(publicHeader).parameters();
    }

    /** The encryptor that a public header was kept of. */
    public static GcmEncryptor resume(byte[] publicHeader, byte[] derivedKey, long plaintextLength)
            throws DecryptionException {
        GcmEncryptor encryptor = new GcmEncryptor(GcmLayout.STANDARD, parse(publicHeader), derivedKey);
        encryptor.length.fix(plaintextLength);
        return encryptor;
    }

    private static GcmHeader parse(byte[] publicHeader) throws DecryptionException {
        if (publicHeader.length != GcmLayout.HEADER_BYTES) {
            throw new DecryptionException(
                    DecryptionException.Kind.MALFORMED,
                    "A public header of [" + publicHeader.length + "] bytes belongs to no format");
        }
        return GcmHeader.parse(publicHeader, publicHeader.length);
    }

    @Override
    public EncryptionFormat format() {
        return EncryptionFormat.AES256_GCM;
    }

    @Override
    public byte[] publicHeader() {
        return header.bytes();
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

    GcmLayout layout() {
        return layout;
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
