package io.jenkins.plugins.b2.transfer.encryption.gcm;

import java.util.concurrent.ConcurrentLinkedDeque;

/** Lends buffers of one size, so that a file's parts don't each allocate theirs. Safe for use by several threads. */
final class Buffers {
    private final int size;
    private final ConcurrentLinkedDeque<byte[]> idle = new ConcurrentLinkedDeque<>();

    Buffers(int size) {
        this.size = size;
    }

    byte[] take() {
        byte[] buffer = idle.pollFirst();
        return buffer != null ? buffer : new byte[size];
    }

    void give(byte[] buffer) {
        idle.addFirst(buffer);
    }
}
