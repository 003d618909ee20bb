package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.files.SourceRange;
import io.jenkins.plugins.b2.transfer.files.UploadSource;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The digest of a file that goes encrypted: the SHA-256 of the SHA-256s of its pieces of 16 MiB, in order. Unlike a
 * hash of the whole it can be taken by several threads at once. See docs/reference/encryption-format.md.
 */
public final class PieceHashes {
    private static final long PIECE_SIZE = 16L << 20;

    private final UploadSource source;
    private final byte[][] hashes;
    private final AtomicInteger next = new AtomicInteger();

    public PieceHashes(UploadSource source) {
        this.source = source;
        this.hashes = new byte[(int) Math.max(1, (source.length() + PIECE_SIZE - 1) / PIECE_SIZE)][];
    }

    public int count() {
        return hashes.length;
    }

    /** Hashes pieces until none is left that no other thread is at. */
    public void hashSome(Cancellation cancellation) throws IOException {
        int piece;
        while ((piece = next.getAndIncrement()) < hashes.length) {
            hash(piece, cancellation);
        }
    }

    private void hash(int piece, Cancellation cancellation) throws IOException {
        long start = piece * PIECE_SIZE;
        try (InputStream in = new SourceRange(source, start, Math.min(PIECE_SIZE, source.length() - start))) {
            hashes[piece] = Hashing.digest(Hashing.SHA256, in, cancellation);
        }
    }

    /** When all threads that hash pieces are done. */
    public byte[] digest() {
        MessageDigest digest = Hashing.newDigest(Hashing.SHA256);
        for (byte[] hash : hashes) {
            digest.update(hash);
        }
        return digest.digest();
    }
}
