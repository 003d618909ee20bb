package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.util.concurrent.atomic.AtomicBoolean;

/** What all files of one run of an upload share. Thread-safe. */
final class UploadRun {
    private final UploadOptions options;
    private final PartSizes sizes;
    private final UnfinishedUploads unfinished;
    private final AtomicBoolean toldOfMissingHash = new AtomicBoolean();

    /**
     * @param sizes of requests
     * @param unfinished what interrupted uploads have left
     */
    UploadRun(UploadOptions options, PartSizes sizes, UnfinishedUploads unfinished) {
        this.options = options;
        this.sizes = sizes;
        this.unfinished = unfinished;
    }

    UploadOptions options() {
        return options;
    }

    PartSizes sizes() {
        return sizes;
    }

    UnfinishedUploads unfinished() {
        return unfinished;
    }

    /** Tells once what the first of such files lacks in B2. */
    void tellOfMissingHash(OperationContext operation, String name) {
        if (!toldOfMissingHash.getAndSet(true)) {
            String lacks = options.encryption() == null
                    ? "without the SHA-1 of the whole: B2 verifies each part, but a later download can't verify the"
                            + " whole"
                    : "without the hash that an interrupted upload goes on by";
            operation.warn("'" + name + "' is sent at once, " + lacks
                    + ". To have it hashed first, ask for that (largeFileHash: 'always', --large-file-hash always)");
        }
    }
}
