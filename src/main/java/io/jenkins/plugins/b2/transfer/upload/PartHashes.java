package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.Helper;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/**
 * The SHA-1 of a file and of each of its parts, in lower-case hex. Both come from the same bytes, so parts that B2
 * accepts under these make a file with that.
 *
 * @param whole SHA-1 of the file
 * @param parts SHA-1 of each part
 * @param partSize bytes of each part but the last
 */
record PartHashes(String whole, List<String> parts, long partSize) {
    private static final int BLOCK_SIZE = 512 * 1024;

    /** Reads the stream to its end, once; the parts are hashed beside the whole, which makes it no slower. */
    static PartHashes of(InputStream in, PartPlan plan, Cancellation cancellation)
            throws IOException, InterruptedException {
        MessageDigest whole = Hashing.newDigest(Hashing.SHA1);
        Parts parts = new Parts(plan);
        try (Helper helper = new Helper("b2-hash-parts")) {
            byte[] block = new byte[BLOCK_SIZE];
            byte[] spare = new byte[BLOCK_SIZE];
            int count;
            int following = in.readNBytes(block, 0, BLOCK_SIZE);
            while ((count = following) > 0) {
                cancellation.check();
                byte[] hashed = block;
                int length = count;
                Future<?> beside = helper.start(() -> parts.update(hashed, length));
                whole.update(block, 0, count);
                following = in.readNBytes(spare, 0, BLOCK_SIZE);
                Helper.await(beside);
                block = spare;
                spare = hashed;
            }
        }
        return new PartHashes(Hashing.hex(whole.digest()), parts.finished(), plan.partSize());
    }

    /** Knows the parts of a file by what comes in order. */
    private static final class Parts {
        private final PartPlan plan;
        private final MessageDigest digest = Hashing.newDigest(Hashing.SHA1);
        private final List<String> finished = new ArrayList<>();
        private long left;

        Parts(PartPlan plan) {
            this.plan = plan;
            this.left = plan.size(0);
        }

        List<String> update(byte[] block, int length) {
            int done = 0;
            while (done < length) {
                int count = (int) Math.min(left, length - done);
                digest.update(block, done, count);
                done += count;
                left -= count;
                if (left == 0) {
                    finished.add(Hashing.hex(digest.digest()));
                    left = plan.partSize();
                }
            }
            return finished;
        }

        /** The last part ends where the file does. */
        List<String> finished() {
            if (finished.size() < plan.count()) {
                finished.add(Hashing.hex(digest.digest()));
            }
            return List.copyOf(finished);
        }
    }
}
