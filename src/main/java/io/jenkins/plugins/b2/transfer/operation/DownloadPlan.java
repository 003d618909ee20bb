package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import java.util.ArrayList;
import java.util.List;

/** How a stored file is cut into ranges that are fetched at the same time. */
final class DownloadPlan {
    /** What the first request asks for; it tells what the file is, and for most files it is all there is. */
    static final long FIRST = 16 * 1024 * 1024;

    private static final long LARGEST = 64 * 1024 * 1024;
    private static final int ROUNDS = 4;

    private DownloadPlan() {}

    /**
     * @param length bytes stored
     * @param decryptor null when the bytes are written as they come
     * @return the ends of the ranges, ascending; the last one is the length
     */
    static List<Long> ends(long length, int connections, FileDecryptor decryptor) {
        if (decryptor != null && !decryptor.randomAccess()) {
            return List.of(length);
        }
        long size = Math.max(FIRST, Math.min(LARGEST, length / ((long) connections * ROUNDS)));
        List<Long> ends = new ArrayList<>();
        long end = align(FIRST, decryptor);
        while (end < length) {
            ends.add(end);
            end = align(end + size, decryptor);
        }
        ends.add(length);
        return ends;
    }

    private static long align(long offset, FileDecryptor decryptor) {
        return decryptor == null ? offset : decryptor.alignUp(offset);
    }
}
