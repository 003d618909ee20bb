package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.operation.FileTask;

/** Puts together what is told of a file that is in B2 now. */
final class UploadResult {
    private UploadResult() {}

    /**
     * @param path where it was read from; null for a stream
     * @param size bytes as it lies here
     * @param sha1 of these; null when not known
     */
    static FileResult of(
            FileTask task,
            RemoteFile stored,
            String path,
            long size,
            String sha1,
            EncryptionFormat format,
            boolean skipped,
            long resumedBytes)
            throws TransferException, InterruptedException {
        String url = task.calls()
                .authorization()
                .downloadUrl(task.session().settings().bucket(), task.name());
        return new FileResult.Uploaded(
                task.name(),
                stored.fileId(),
                path,
                size,
                stored.size(),
                sha1,
                stored.contentType(),
                stored.uploadTimestamp(),
                format,
                skipped,
                resumedBytes,
                task.retries(),
                task.elapsed(),
                url);
    }
}
