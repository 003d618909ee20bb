package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import java.util.ArrayList;
import java.util.List;

/** How a stored file is cut into ranges that are fetched at the same time. */
final class DownloadPlan {
    /** What the first request asks for; it tells what the file is, and for most files it is all there is. */
    static final long FIRST = 16 * 1024 * 1024;

    private static final long LARGEST = 64 * 1024 * 1024;
    /** Still much more than a round trip on a fast line. */
    private static final long SMALLEST = 4 * 1024 * 1024;
    /** A range is at most this part of a connection's share of what is left. */
    private static final int SHARE = 2;

    private DownloadPlan() {}

    /**
     * Ranges become smaller towards the end: then all connections end at about the same time, however fast each of them
     * is, and little is left to hash when the last byte has arrived.
     *
     * @param length bytes stored
     * @param decryptor null when the bytes are written as they come
     * @return the ends of the ranges, ascending; the last one is the length
     */
    static List<Long> ends(long length, int connections, FileDecryptor decryptor) {
        if (decryptor != null && !decryptor.randomAccess()) {
            return List.of(length);
        }
        List<Long> ends = new ArrayList<>();
        long end = align(FIRST, decryptor);
        while (end < length) {
            ends.add(end);
            long fair = (length - end) / ((long) connections * SHARE);
            end = align(end + Math.max(SMALLEST, Math.min(LARGEST, fair)), decryptor);
        }
        ends.add(length);
        return ends;
    }

    private static long align(long offset, FileDecryptor decryptor) {
        return decryptor == null ? offset : decryptor.alignUp(offset);
    }
}
