package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.files.PinnedFolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is to be downloaded.
 *
 * @param name for messages, and to ask for it by when there is no id
 * @param fileId null for the newest version of the name
 * @param size bytes stored; -1 when not known
 * @param target where it goes when it is decrypted; null for a stream
 * @param stored where it goes when it is not
 * @param bound the folder out of which it must not lead; null when it may go anywhere
 * @param unchanged to find out whether it is there already; null when nobody wants to know
 */
record DownloadItem(
        String name,
        String fileId,
        long size,
        Path target,
        StoredPlace stored,
        PinnedFolder bound,
        UnchangedFile unchanged) {

    /** Finds out where a file goes that turns out not to be encrypted. */
    @FunctionalInterface
    interface StoredPlace {
        Path find() throws IOException;
    }

    /** What S3 tools store for a folder. */
    boolean isFolder() {
        return size == 0 && name.endsWith("/");
    }
}
