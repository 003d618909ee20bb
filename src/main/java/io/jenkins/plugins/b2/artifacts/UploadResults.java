package io.jenkins.plugins.b2.artifacts;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.util.HashMap;
import java.util.Map;

/** Passes all that it hears on, and keeps what has been uploaded. */
final class UploadResults implements TransferListener {
    private final TransferListener next;
    private final Map<String, FileResult.Uploaded> uploaded = new HashMap<>();

    UploadResults(TransferListener next) {
        this.next = next;
    }

    /** Once the operation has ended well. */
    FileResult.Uploaded of(String name) {
        FileResult.Uploaded result = uploaded.get(name);
        if (result == null) {
            throw new IllegalStateException("Nobody has told what became of '" + name + "'");
        }
        return result;
    }

    @Override
    public void started(long files, long bytes) {
        next.started(files, bytes);
    }

    @Override
    public void fileStarted(String name, long size) {
        next.fileStarted(name, size);
    }

    @Override
    public void fileDone(FileResult result) {
        if (result instanceof FileResult.Uploaded file) {
            uploaded.put(file.name(), file);
        }
        next.fileDone(result);
    }

    @Override
    public void fileFailed(FilesFailedException.Failure failure) {
        next.fileFailed(failure);
    }

    @Override
    public void retrying(RetryEvent event) {
        next.retrying(event);
    }

    @Override
    public void warning(String message) {
        next.warning(message);
    }

    @Override
    public void progress(Progress progress) {
        next.progress(progress);
    }
}
