package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;

/**
 * What sizes requests that carry content may have, by the settings and by what B2 tells the account. Immutable.
 *
 * @param usual bytes a part at most, unless the file would have too many
 * @param smallest bytes a part at least, but for a file's last one
 * @param whole bytes of the largest file that may go in one request where others keep the connections busy
 */
record PartSizes(long usual, long smallest, long whole) {
    /** From this many parts of the recommended size on, Backblaze's own SDK cuts files. */
    private static final int RECOMMENDED_IN_WHOLE = 2;

    static PartSizes of(ConnectionSettings settings, AccountAuthorization account) {
        long smallest = within(account.absoluteMinimumPartSize(), 1);
        long recommended = within(account.recommendedPartSize(), smallest);
        return settings.partSize() == 0
                ? new PartSizes(recommended, smallest, within(recommended * RECOMMENDED_IN_WHOLE, smallest))
                : of(settings.partSize(), smallest);
    }

    /** Those that somebody has chosen: no request carries more than a part. */
    static PartSizes of(long chosen, long smallest) {
        long usual = within(chosen, smallest);
        return new PartSizes(usual, smallest, usual);
    }

    private static long within(long bytes, long least) {
        return Math.max(least, Math.min(bytes, ConnectionSettings.MAX_PART_SIZE));
    }
}
