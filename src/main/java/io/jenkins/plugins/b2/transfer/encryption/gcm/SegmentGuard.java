package io.jenkins.plugins.b2.transfer.encryption.gcm;

import java.util.HashMap;
import java.util.Map;

/**
 * Remembers half the tag of each segment made, to notice a second, different plaintext under the same nonce before it
 * leaves. 8 bytes a segment: 8 MiB for a file of 1 TiB. Safe for use by several threads.
 */
final class SegmentGuard {
    private static final int PAGE = 1024;

    private final Map<Long, long[]> pages = new HashMap<>();

    /** Whether this segment is new or the same as before. */
    synchronized boolean accepts(long segment, long tag) {
        long[] page = pages.computeIfAbsent(segment / PAGE, number -> new long[PAGE]);
        int at = (int) (segment % PAGE);
        // 0 means not seen yet.
        long mark = tag == 0 ? 1 : tag;
        if (page[at] == 0) {
            page[at] = mark;
        }
        return page[at] == mark;
    }
}
