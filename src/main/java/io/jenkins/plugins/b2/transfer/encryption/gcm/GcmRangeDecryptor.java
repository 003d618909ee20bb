package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.RangeDecryptor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** {@link RangeDecryptor} for AES256_GCM: collects a segment, authenticates it, gives it out. */
final class GcmRangeDecryptor implements RangeDecryptor {
    private final GcmDecryptor decryptor;
    private final GcmLayout layout;
    private final long to;
    private final long ciphertextLength;
    private final byte[] header;
    private final SegmentCipher cipher;
    private final Buffers buffers;
    private final byte[] ciphertext;
    private final byte[] plaintext;
    private long position;
    private int collected;
    private boolean broken;
    private boolean closed;

    GcmRangeDecryptor(GcmDecryptor decryptor, long from, long to, long ciphertextLength) {
        this.decryptor = decryptor;
        this.layout = decryptor.layout();
        this.position = from;
        this.to = to;
        this.ciphertextLength = ciphertextLength;
        this.header = decryptor.header();
        this.cipher = decryptor.newCipher();
        this.buffers = decryptor.buffers(ciphertextLength);
        this.ciphertext = buffers.take();
        this.plaintext = buffers.take();
    }

    @Override
    public void update(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        checkUsable();
        broken = true;
        int done = 0;
        while (done < length) {
            done += position < GcmLayout.HEADER_BYTES
                    ? checkHeader(buffer, offset + done, length - done)
                    : collect(buffer, offset + done, length - done, sink);
        }
        broken = false;
    }

    private int checkHeader(byte[] buffer, int offset, int length) throws DecryptionException {
        int count = (int) Math.min(length, GcmLayout.HEADER_BYTES - position);
        int at = (int) position;
        if (!Arrays.equals(buffer, offset, offset + count, header, at, at + count)) {
            throw new DecryptionException(
                    Kind.WRONG_KEY_OR_ALTERED,
                    "The header isn't the one read before: the content was replaced meanwhile; start again");
        }
        position += count;
        return count;
    }

    private int collect(byte[] buffer, int offset, int length, PlaintextSink sink) throws IOException {
        if (position >= to) {
            throw new DecryptionException(
                    Kind.MALFORMED, "More bytes arrived than the range has; it ends at [" + to + "]");
        }
        long segment = layout.segmentAt(position);
        long end = layout.ciphertextEnd(segment, ciphertextLength);
        int count = (int) Math.min(length, end - position);
        System.arraycopy(buffer, offset, ciphertext, collected, count);
        collected += count;
        position += count;
        if (position == end) {
            giveOut(segment, end == ciphertextLength, sink);
            collected = 0;
        }
        return count;
    }

    private void giveOut(long segment, boolean last, PlaintextSink sink) throws IOException {
        if (!cipher.decrypt(segment, last, ciphertext, collected, plaintext)) {
            throw notAuthentic(segment);
        }
        decryptor.proveKey();
        int length = collected - GcmLayout.TAG_BYTES;
        if (length > 0) {
            sink.write(plaintext, 0, length, layout.plaintextStart(segment));
        }
    }

    private DecryptionException notAuthentic(long segment) {
        String where = "Segment [" + segment + "], ciphertext bytes [" + (position - collected) + ".." + position
                + "), is not authentic: ";
        String why = decryptor.keyProven()
                ? "the key fits other segments, so the content was altered, reordered or cut off; get it again or use"
                        + " another version of the file"
                : "either the passphrase isn't the one it was encrypted with, or the content was altered; AES-GCM can't"
                        + " tell which. Check the passphrase first, then get the content again";
        return new DecryptionException(Kind.WRONG_KEY_OR_ALTERED, where + why);
    }

    @Override
    public void finish(PlaintextSink sink) throws DecryptionException {
        checkUsable();
        if (position != to) {
            throw new DecryptionException(
                    Kind.TRUNCATED,
                    "The content ends at byte [" + position + "], wanted up to [" + to + "]: it was cut off");
        }
    }

    @Override
    public long resumeOffset() {
        return position - collected;
    }

    @Override
    public void restart() {
        position -= collected;
        collected = 0;
        broken = false;
    }

    private void checkUsable() {
        if (closed || broken) {
            throw new IllegalStateException(closed ? "The range is closed" : "The range failed before");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            buffers.give(ciphertext);
            buffers.give(plaintext);
        }
    }
}
