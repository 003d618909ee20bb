package io.jenkins.plugins.b2.transfer.download;

import java.nio.file.Path;

/**
 * A file that is to be downloaded.
 *
 * @param name for messages, and to ask for it by when there is no id
 * @param fileId null for the newest version of the name
 * @param size bytes stored; -1 when not known
 * @param target where it goes when it is decrypted
 * @param rawTarget where it goes when it is not
 */
record DownloadItem(String name, String fileId, long size, Path target, Path rawTarget) {}
