package io.jenkins.plugins.b2.transfer.upload;

/**
 * How a file of known length is cut into parts: all of one size, the last one smaller. Immutable.
 *
 * @param length bytes of the whole
 * @param partSize bytes of each part but the last
 */
record PartPlan(long length, long partSize) {
    static final int MAX_PARTS = 10_000;
    static final long MAX_LENGTH = 10_000_000_000_000L;
    /** A part that takes its share of the overhead of a request is at least this large. */
    private static final long GOOD_SIZE = 16 * 1024 * 1024;
    /** Parts for each connection, so that all of them end at about the same time. */
    private static final int ROUNDS = 4;

    /**
     * The plan for a file: parts of the usual size, smaller where that keeps all connections busy, larger where
     * the file would otherwise have too many.
     */
    static PartPlan of(long length, PartSizes sizes, int connections) {
        long busy = Math.max(GOOD_SIZE, divideUp(length, (long) connections * ROUNDS));
        long needed = divideUp(length, MAX_PARTS);
        long size = Math.max(needed, Math.min(sizes.usual(), busy));
        return new PartPlan(length, Math.max(sizes.smallest(), size));
    }

    /**
     * Whether a file that has the connections for itself is better sent in parts than in one request; only then are there at
     * least two of them.
     */
    static boolean isWorthIt(long length, PartSizes sizes) {
        return length > Math.min(sizes.usual(), 2 * GOOD_SIZE) && length > sizes.smallest();
    }

    int count() {
        return (int) divideUp(length, partSize);
    }

    /** @param index 0 for the part that B2 calls 1 */
    long start(int index) {
        return index * partSize;
    }

    long size(int index) {
        return Math.min(partSize, length - start(index));
    }

    private static long divideUp(long a, long b) {
        return (a + b - 1) / b;
    }
}
