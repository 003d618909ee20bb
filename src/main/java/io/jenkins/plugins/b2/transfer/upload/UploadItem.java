package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.files.UploadSource;
import java.io.IOException;

/**
 * One file that is to be uploaded. Immutable.
 *
 * @param opener gets at the content when it is the file's turn
 * @param name the file name in B2, the suffix of encrypted files included
 * @param expectedSize how many bytes of it the progress counts on so far
 * @param existing what B2 holds under this name; null for nothing, or when nobody looked
 * @param whole whether it goes in one request if it is not too large for that, since others keep the connections busy
 */
record UploadItem(Opener opener, String name, long expectedSize, RemoteFile existing, boolean whole) {

    /** Opens a source. */
    @FunctionalInterface
    interface Opener {
        UploadSource open() throws IOException;
    }

    UploadItem existing(RemoteFile row) {
        return new UploadItem(opener, name, expectedSize, row, whole);
    }

    UploadItem inOneRequest() {
        return new UploadItem(opener, name, expectedSize, existing, true);
    }

    /** Whether it is likely to be left alone, by its size. */
    boolean isLikelyUnchanged() {
        return existing != null && existing.size() >= expectedSize;
    }
}
