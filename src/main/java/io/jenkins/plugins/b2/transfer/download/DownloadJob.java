package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.files.KnownFolders;
import java.nio.channels.WritableByteChannel;

/**
 * What all files of one download share.
 *
 * @param encryption what to decrypt with; null when there is nothing
 * @param stream where the content goes instead of a file; null otherwise
 */
record DownloadJob(DownloadRequest request, Encryption encryption, WritableByteChannel stream, KnownFolders folders) {}
