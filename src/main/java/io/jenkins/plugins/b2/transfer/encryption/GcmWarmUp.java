package io.jenkins.plugins.b2.transfer.encryption;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes a young Java machine compile the JDK's AES-GCM with the processor's own instructions.
 *
 * <p>JDK 17 switches to them after many calls, not after many bytes. With one call a segment the slow way would be in
 * use for the first gigabyte or so of a process, at about a fiftieth of the speed; many tiny calls get there in a
 * quarter of a second (figures in docs/encryption.md).
 */
final class GcmWarmUp {
    /** Below this the slow way takes less time than warming up. */
    private static final long WORTHWHILE_BYTES = 32L << 20;

    private static final int BATCH = 600;
    /** For one batch of 1.6 MB, well between the slow way and the fast one. */
    private static final long FAST_NANOS = 8_000_000;

    private static final long LONGEST_NANOS = 1_000_000_000;

    /** Nothing, whole blocks, broken blocks: a case not met here would throw the compiled code away when it comes. */
    private static final int[] LENGTHS = {0, 4096, 4111};

    private static final AtomicLong OPENED = new AtomicLong();
    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static volatile boolean done;

    private GcmWarmUp() {}

    /**
     * Called before a range of a file is worked on; does its work once in a process, and lets all others wait for it.
     *
     * @param length bytes of the whole file, of which others may be working on other ranges
     * @param range bytes of the range; many small files add up
     */
    static void before(long length, long range) {
        if (!done && (length >= WORTHWHILE_BYTES || OPENED.addAndGet(range) >= WORTHWHILE_BYTES)) {
            runOnce();
        }
    }

    /** Begins beside other work when so many bytes are to come. */
    static void expect(long length) {
        if (!done && length >= WORTHWHILE_BYTES && BEGUN.compareAndSet(false, true)) {
            Thread thread = new Thread(GcmWarmUp::runOnce, "aes-gcm-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static synchronized void runOnce() {
        if (!done) {
            run();
            done = true;
        }
    }

    private static void run() {
        SegmentCipher cipher = new SegmentCipher(new WipeableKey(Primitives.AES, new byte[32]), new byte[7]);
        int longest = LENGTHS[LENGTHS.length - 1];
        byte[] plaintext = new byte[longest + GcmLayout.TAG_BYTES];
        byte[][] ciphertexts = new byte[LENGTHS.length][longest + GcmLayout.TAG_BYTES];
        for (int which = 0; which < LENGTHS.length; which++) {
            cipher.encrypt(which, false, plaintext, LENGTHS[which], ciphertexts[which]);
        }
        long begin = System.nanoTime();
        long now = begin;
        long before;
        do {
            before = now;
            for (int call = 0; call < BATCH; call++) {
                int which = call % LENGTHS.length;
                cipher.decrypt(which, false, ciphertexts[which], LENGTHS[which] + GcmLayout.TAG_BYTES, plaintext);
            }
            now = System.nanoTime();
        } while (now - before > FAST_NANOS && now - begin < LONGEST_NANOS);
    }
}
