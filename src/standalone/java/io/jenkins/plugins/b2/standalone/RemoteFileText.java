package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import java.util.Locale;

/** Rows of listings: date, size, name; the name last, because it may hold anything. */
final class RemoteFileText {
    private RemoteFileText() {}

    static String file(RemoteFile file) {
        return row(file.uploadTimestamp(), ByteSize.format(file.size()), file.name());
    }

    /** With what it is, and the file id by which one version can be named. */
    static String version(RemoteFile file) {
        String size =
                file.isHideMarker() ? "hidden" : file.isUnfinished() ? "unfinished" : ByteSize.format(file.size());
        return row(file.uploadTimestamp(), size, file.fileId() + "  " + file.name());
    }

    /** What a dry run would do. */
    static String plan(FileResult file) {
        return String.format(Locale.ROOT, "%-18s", file.outcomeText() + ":")
                + row(file.uploadTimestamp(), ByteSize.format(file.size()), file.name());
    }

    private static String row(long timestamp, String size, String rest) {
        return String.format(Locale.ROOT, "%s  %10s  ", Text.timestamp(timestamp), size) + rest;
    }
}
