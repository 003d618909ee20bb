package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.transfer.ByteSize;

/**
 * A part of what is stored. Immutable.
 *
 * @param count of versions, or of unfinished large files, whose bytes B2 does not tell in a listing
 * @param bytes as stored
 */
public record Share(long count, long bytes) {
    static final Share NONE = new Share(0, 0);

    Share plus(Share other) {
        return new Share(count + other.count, bytes + other.bytes);
    }

    /** Such as {@code 12 (3.4 GiB)}. */
    public String getText() {
        return bytes == 0 ? String.valueOf(count) : Messages.Share_text(count, ByteSize.format(bytes));
    }
}
