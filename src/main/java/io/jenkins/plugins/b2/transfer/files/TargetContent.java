package io.jenkins.plugins.b2.transfer.files;

/**
 * What is about to be written to a target. Immutable.
 *
 * @param id tells this content from every other one, such as the file id in B2
 * @param size bytes it will have, or a little less
 * @param recordKey signs the record from which a later run may go on; null when none may, because nothing would check the
 *     whole at the end
 */
public record TargetContent(String id, long size, byte[] recordKey) {
    /** Content that is written in one run or not at all. */
    public static TargetContent once(String id, long size) {
        return new TargetContent(id, size, null);
    }

    boolean isResumable() {
        return recordKey != null;
    }

    @Override
    public String toString() {
        return id;
    }
}
