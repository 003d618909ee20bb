package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.transfer.progress.Progress;

/**
 * Hears what an operation does. Calls never overlap, so an implementation needs no locks; it must be quick, because the
 * transfer waits for it, and must not throw. Files may start and end in any order, and every file that starts ends in
 * exactly one of {@link #fileDone} and {@link #fileFailed}, unless the operation as a whole is interrupted or fails.
 */
public interface TransferListener {
    /** Hears nothing. */
    TransferListener SILENT = new TransferListener() {};

    /**
     * The work is known.
     *
     * @param files how many files; -1 when the listing goes on while files are under way
     * @param bytes how many bytes; -1 as above
     */
    default void started(long files, long bytes) {}

    default void fileStarted(String name, long size) {}

    default void fileDone(FileResult result) {}

    default void fileFailed(FilesFailedException.Failure failure) {}

    /** A call failed and will be repeated. */
    default void retrying(RetryEvent event) {}

    /** Something that the user should know although nothing failed. */
    default void warning(String message) {}

    /** Called several times a second while an operation runs. */
    default void progress(Progress progress) {}
}
