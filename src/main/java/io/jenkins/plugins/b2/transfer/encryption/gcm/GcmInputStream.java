package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.CiphertextInputStream;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import io.jenkins.plugins.b2.transfer.encryption.Sources;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A range of an AES256_GCM ciphertext, made segment by segment. */
final class GcmInputStream extends CiphertextInputStream {
    private static final long NONE = -1;

    private final GcmEncryptor encryptor;
    private final GcmLayout layout;
    private final PlaintextSource source;
    private final long plaintextLength;
    private final long ciphertextLength;
    private final byte[] header;
    private final SegmentCipher cipher;
    private final Buffers buffers;
    private final byte[] plaintext;
    private final byte[] ciphertext;
    private long segment = NONE;

    GcmInputStream(GcmEncryptor encryptor, PlaintextSource source, long plaintextLength, long offset, long count) {
        super(offset, count);
        this.encryptor = encryptor;
        this.layout = encryptor.layout();
        this.source = source;
        this.plaintextLength = plaintextLength;
        this.ciphertextLength = encryptor.ciphertextLength(plaintextLength);
        this.header = encryptor.header();
        this.cipher = encryptor.newCipher();
        this.buffers = encryptor.buffers(plaintextLength);
        this.plaintext = buffers.take();
        this.ciphertext = buffers.take();
    }

    @Override
    protected int produce(byte[] buffer, int offset, int length, long position) throws IOException {
        if (position < header.length) {
            int count = (int) Math.min(length, header.length - position);
            System.arraycopy(header, (int) position, buffer, offset, count);
            return count;
        }
        long wanted = layout.segmentAt(position);
        if (wanted != segment) {
            load(wanted);
        }
        int count = (int) Math.min(length, layout.ciphertextEnd(wanted, ciphertextLength) - position);
        System.arraycopy(ciphertext, (int) (position - layout.ciphertextStart(wanted)), buffer, offset, count);
        return count;
    }

    private void load(long wanted) throws IOException {
        segment = NONE;
        long start = layout.plaintextStart(wanted);
        int length = (int) (layout.plaintextEnd(wanted, plaintextLength) - start);
        Sources.readFully(source, plaintext, length, start);
        boolean last = start + length == plaintextLength;
        cipher.encrypt(wanted, last, plaintext, length, ciphertext);
        if (!encryptor.accepts(wanted, ByteBuffer.wrap(ciphertext).getLong(length))) {
            throw new IOException("The source changed between bytes [" + start + "] and [" + (start + length)
                    + "] while it was encrypted");
        }
        segment = wanted;
    }

    @Override
    protected void release() {
        buffers.give(plaintext);
        buffers.give(ciphertext);
    }
}
