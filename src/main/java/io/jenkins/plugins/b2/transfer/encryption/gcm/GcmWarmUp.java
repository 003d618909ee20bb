package io.jenkins.plugins.b2.transfer.encryption.gcm;

import io.jenkins.plugins.b2.transfer.encryption.Primitives;
import io.jenkins.plugins.b2.transfer.encryption.WipeableKey;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes a young Java machine compile the JDK's AES-GCM with the processor's own instructions, for one direction.
 *
 * <p>JDK 17 switches to them after many calls, not after many bytes. With one call a segment the slow way would be in
 * use for the first gigabyte or so of a process, at about a fiftieth of the speed; many tiny calls get there in a quarter of a
 * second (figures in docs/reference/encryption-format.md). The directions share their innermost loops only, and long calls take
 * a way of their own through the JDK: what was not run here would be slow when it comes, or have the compiled code thrown away.
 * Safe for several threads.
 */
public enum GcmWarmUp {
    ENCRYPTING {
        @Override
        void call(SegmentCipher cipher, int number, byte[] plaintext, int length, byte[] ciphertext) {
            cipher.encrypt(number, false, plaintext, length, ciphertext);
        }
    },
    DECRYPTING {
        @Override
        void call(SegmentCipher cipher, int number, byte[] plaintext, int length, byte[] ciphertext) {
            cipher.decrypt(number, false, ciphertext, length + GcmLayout.TAG_BYTES, plaintext);
        }
    };

    /** Below this the slow way takes less time than warming up. */
    private static final long WORTHWHILE_BYTES = 32L << 20;

    private static final long LONGEST_NANOS = 1_000_000_000;

    private final AtomicLong opened = new AtomicLong();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean done;

    abstract void call(SegmentCipher cipher, int number, byte[] plaintext, int length, byte[] ciphertext);

    /**
     * Called before a range of a file is worked on; does its work once in a process, and lets all others wait for it.
     *
     * @param length bytes of the whole file, of which others may be working on other ranges
     * @param range bytes of the range; many small files add up
     */
    void before(long length, long range) {
        if (!done && (length >= WORTHWHILE_BYTES || opened.addAndGet(range) >= WORTHWHILE_BYTES)) {
            runOnce();
        }
    }

    /** Begins beside other work when so many bytes are to come. */
    public void expect(long length) {
        if (!done && length >= WORTHWHILE_BYTES && begun.compareAndSet(false, true)) {
            Thread thread = new Thread(this::runOnce, "aes-gcm-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private synchronized void runOnce() {
        if (!done) {
            long end = System.nanoTime() + LONGEST_NANOS;
            for (Calls calls : Calls.values()) {
                run(calls, end);
            }
            done = true;
        }
    }

    private void run(Calls calls, long end) {
        SegmentCipher cipher = new SegmentCipher(new WipeableKey(Primitives.AES, new byte[32]), new byte[7]);
        int longest = calls.lengths[calls.lengths.length - 1];
        byte[] plaintext = new byte[longest + GcmLayout.TAG_BYTES];
        byte[][] ciphertexts = new byte[calls.lengths.length][longest + GcmLayout.TAG_BYTES];
        for (int which = 0; which < ciphertexts.length; which++) {
            cipher.encrypt(which, false, plaintext, calls.lengths[which], ciphertexts[which]);
        }
        int number = ciphertexts.length;
        long now = System.nanoTime();
        long before;
        do {
            before = now;
            for (int call = 0; call < calls.batch; call++) {
                int which = call % ciphertexts.length;
                // Encrypting wants a new nonce each time, decrypting that of what it decrypts.
                int nonce = this == ENCRYPTING ? number++ : which;
                call(cipher, nonce, plaintext, calls.lengths[which], ciphertexts[which]);
            }
            now = System.nanoTime();
        } while (now - before > calls.fastNanos && end - now > 0);
    }

    /** What is called, and how fast it is when it has been compiled: well between the slow way and the fast one. */
    private enum Calls {
        /** For the innermost loops: nothing, whole blocks, broken blocks. 0.4 GB/s. */
        SHORT(600, 1_000_000, 0, 1024, 1039),
        /** Long enough for the JDK to take the way of long calls. 2 GB/s. */
        LONG(50, 1_600_000, 65_584);

        private final int batch;
        private final long fastNanos;
        private final int[] lengths;

        Calls(int batch, long fastNanos, int... lengths) {
            this.batch = batch;
            this.fastNanos = fastNanos;
            this.lengths = lengths;
        }
    }
}
