package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.files.PartialFile;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.nio.file.Path;

/** An empty file whose name ends with a slash, by which S3 tools mark a folder: the folder is made. */
final class FolderDownload extends FileTask {
    private final DownloadItem item;

    FolderDownload(OperationContext operation, DownloadItem item) {
        super(operation, item.name());
        this.item = item;
    }

    @Override
    protected String what() {
        return "make the folder '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, io.jenkins.plugins.b2.transfer.TransferException, InterruptedException {
        operation().fileStarted(name(), 0);
        succeed(() -> {
            Path folder = item.target();
            PartialFile.makeFolder(folder, item.bound());
            return new FileResult.Downloaded(
                    name(), item.fileId(), folder.toString(), 0, null, "length", null, false, 0, retries(), elapsed());
        });
    }

    @Override
    protected void release() {
        // Holds nothing.
    }
}
