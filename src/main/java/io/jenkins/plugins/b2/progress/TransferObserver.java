package io.jenkins.plugins.b2.progress;

import hudson.ExtensionPoint;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException.Failure;

/**
 * Hears what transfers do, on all nodes, about once a second each; for counting. Called from several threads at once; must be
 * quick and must not throw.
 */
public interface TransferObserver extends ExtensionPoint {
    default void begun(ActiveTransfer transfer) {}

    /** Content bytes have travelled, those of failed attempts included. */
    default void moved(ActiveTransfer transfer, long bytes) {}

    default void fileDone(ActiveTransfer transfer, FileResult result) {}

    default void fileFailed(ActiveTransfer transfer, Failure failure) {}

    /**
     * Calls failed and were repeated.
     *
     * @param cause one of few: B2's status and code, {@code network} and the like
     */
    default void retried(ActiveTransfer transfer, String cause, long count) {}

    default void ended(ActiveTransfer transfer) {}
}
