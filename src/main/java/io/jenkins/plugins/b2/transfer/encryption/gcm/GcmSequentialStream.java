package io.jenkins.plugins.b2.transfer.encryption.gcm;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * An AES256_GCM ciphertext made from its beginning to its end, of a plaintext that can be read once and whose length nobody
 * knows: a byte of lookahead tells the last segment from the others. Belongs to one thread at a time.
 */
final class GcmSequentialStream extends InputStream {
    private final InputStream plain;
    private final GcmLayout layout;
    private final SegmentCipher cipher;
    private final byte[] segmentPlaintext;
    private final byte[] segmentCiphertext;
    private byte[] available;
    private int position;
    private int end;
    private long segment;
    private int lookahead;
    private boolean begun;
    private boolean ended;

    GcmSequentialStream(GcmEncryptor encryptor, InputStream plain) {
        this.plain = plain;
        this.layout = encryptor.layout();
        this.cipher = encryptor.newCipher();
        int bytes = layout.bufferBytes(Long.MAX_VALUE / 2);
        this.segmentPlaintext = new byte[bytes];
        this.segmentCiphertext = new byte[bytes];
        this.available = encryptor.header();
        this.end = available.length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (length == 0) {
            return 0;
        }
        while (position == end) {
            if (ended) {
                return -1;
            }
            nextSegment();
        }
        int count = Math.min(length, end - position);
        System.arraycopy(available, position, buffer, offset, count);
        position += count;
        return count;
    }

    private void nextSegment() throws IOException {
        int capacity = (int) (layout.plaintextEnd(segment, Long.MAX_VALUE / 2) - layout.plaintextStart(segment));
        int from = 0;
        if (begun) {
            segmentPlaintext[0] = (byte) lookahead;
            from = 1;
        }
        begun = true;
        int count = from + plain.readNBytes(segmentPlaintext, from, capacity - from);
        lookahead = count < capacity ? -1 : plain.read();
        ended = lookahead < 0;
        cipher.encrypt(segment, ended, segmentPlaintext, count, segmentCiphertext);
        segment++;
        available = segmentCiphertext;
        position = 0;
        end = count + GcmLayout.TAG_BYTES;
    }

    @Override
    public void close() throws IOException {
        plain.close();
    }
}
