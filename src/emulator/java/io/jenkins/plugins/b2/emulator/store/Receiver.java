package io.jenkins.plugins.b2.emulator.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Takes in one body and hashes it on the way. Unless {@link #commit} is reached, closing leaves nothing behind.
 * For one thread.
 */
public final class Receiver implements AutoCloseable {
    private final BodyStore store;
    private final long length;
    private final MessageDigest sha1;
    private final MessageDigest md5;
    private final ByteBuffer small;
    private BodyFile file;
    private FileChannel channel;
    private long received;

    Receiver(BodyStore store, long length) throws IOException {
        this.store = store;
        this.length = length;
        this.sha1 = digest("SHA-1");
        this.md5 = length <= BodyStore.MD5_LIMIT ? digest("MD5") : null;
        if (length <= BodyStore.PACKED_LIMIT) {
            this.small = ByteBuffer.allocate((int) length);
        } else {
            this.small = null;
            this.file = store.newFile();
            this.channel = FileChannel.open(file.path(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public long missing() {
        return length - received;
    }

    /** Takes all of the buffer, which must not hold more than {@link #missing()} bytes. */
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > missing()) {
            throw new IllegalArgumentException(
                    "more bytes than announced: [" + bytes.remaining() + "] where [" + missing() + "] are missing");
        }
        received += bytes.remaining();
        sha1.update(bytes.duplicate());
        if (md5 != null) {
            md5.update(bytes.duplicate());
        }
        if (small != null) {
            small.put(bytes);
            return;
        }
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** The SHA-1 of the received bytes; to be called once, when nothing is missing. */
    public byte[] sha1() {
        return sha1.digest();
    }

    /** Keeps the bytes. The content belongs to the caller, who hands it on or releases it. */
    public StoredContent commit(byte[] sha1Digest, boolean verified) throws IOException {
        if (missing() != 0) {
            throw new IllegalStateException("[" + missing() + "] bytes are missing");
        }
        return new StoredContent(body(), sha1Digest, verified, md5 == null ? null : md5.digest());
    }

    private Body body() throws IOException {
        if (small != null) {
            return length == 0 ? Body.EMPTY : store.pack(small.flip());
        }
        channel.close();
        Body body = new Body(List.of(new Body.Segment(file, 0, length)));
        file = null;
        return body;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
        if (file != null) {
            file.release();
            file = null;
        }
    }
}
