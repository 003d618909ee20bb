package io.jenkins.plugins.b2.transfer.encryption.fernet;

import io.jenkins.plugins.b2.transfer.encryption.CiphertextInputStream;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSource;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** A range of a Fernet token. */
final class FernetInputStream extends CiphertextInputStream {
    private static final int CHUNK_GROUPS = 1 << 14;

    private final FernetRawToken raw;
    private final byte[] chunk = new byte[CHUNK_GROUPS * FernetLayout.GROUP_BYTES];
    private byte[] text = new byte[0];
    private long textAt;

    FernetInputStream(
            byte[] header,
            FernetKey key,
            FernetCheckpoints checkpoints,
            PlaintextSource source,
            long plaintextLength,
            long offset,
            long count) {
        super(offset, count);
        this.textAt = firstCharacter(offset);
        this.raw = new FernetRawToken(header, key, checkpoints, source, plaintextLength, firstByte(offset));
    }

    /** The first block needed to give out characters from an offset. */
    static long firstBlock(long offset, long plaintextLength) {
        return FernetRawToken.blockAt(firstByte(offset), plaintextLength);
    }

    private static long firstCharacter(long offset) {
        return offset - offset % FernetLayout.GROUP_CHARACTERS;
    }

    private static long firstByte(long offset) {
        return offset / FernetLayout.GROUP_CHARACTERS * FernetLayout.GROUP_BYTES;
    }

    @Override
    protected int produce(byte[] buffer, int offset, int length, long position) throws IOException {
        while (position >= textAt + text.length) {
            nextText();
        }
        int at = (int) (position - textAt);
        int count = Math.min(length, text.length - at);
        System.arraycopy(text, at, buffer, offset, count);
        return count;
    }

    private void nextText() throws IOException {
        textAt += text.length;
        int count = raw.read(chunk);
        if (count == chunk.length && text.length == CHUNK_GROUPS * FernetLayout.GROUP_CHARACTERS) {
            Base64.getUrlEncoder().encode(chunk, text);
        } else {
            text = Base64.getUrlEncoder().encode(count == chunk.length ? chunk : Arrays.copyOf(chunk, count));
        }
    }

    @Override
    protected void release() {
        text = new byte[0];
    }
}
