package io.jenkins.plugins.b2.task;

import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as a Jenkinsfile can hold them across a restart. */
final class ResultRows {
    private ResultRows() {}

    /** By name: several files move at a time, and which of them ends first is chance. */
    static List<Map<String, Object>> files(List<FileResult> results) {
        List<FileResult> sorted = new ArrayList<>(results);
        sorted.sort(Comparator.comparing(FileResult::name));
        List<Map<String, Object>> rows = new ArrayList<>(sorted.size());
        for (FileResult result : sorted) {
            if (result instanceof FileResult.Uploaded uploaded) {
                rows.add(uploaded(uploaded));
            } else if (result instanceof FileResult.Downloaded downloaded) {
                rows.add(downloaded(downloaded));
            } else if (result instanceof FileResult.Deleted deleted) {
                rows.add(deleted(deleted));
            }
        }
        return rows;
    }

    private static Map<String, Object> uploaded(FileResult.Uploaded file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", file.name());
        row.put("fileId", file.fileId());
        row.put("file", file.localPath());
        row.put("size", file.size());
        row.put("storedSize", file.storedSize());
        row.put("sha1", file.sha1());
        row.put("contentType", file.contentType());
        row.put("uploadTimestamp", file.uploadTimestamp());
        row.put("encrypted", file.encryption() != null);
        row.put("encryption", name(file.encryption()));
        row.put("skipped", file.skipped());
        row.put("resumedBytes", file.resumedBytes());
        row.put("url", file.url());
        return row;
    }

    private static Map<String, Object> downloaded(FileResult.Downloaded file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", file.name());
        row.put("fileId", file.fileId());
        row.put("file", file.localPath());
        row.put("size", file.size());
        row.put("sha1", file.sha1());
        row.put("verified", file.verified());
        row.put("encrypted", file.encryption() != null);
        row.put("encryption", name(file.encryption()));
        return row;
    }

    private static Map<String, Object> deleted(FileResult.Deleted file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", file.name());
        row.put("fileId", file.fileId());
        row.put("size", file.size());
        row.put("uploadTimestamp", file.uploadTimestamp());
        row.put("hidden", file.hidden());
        row.put("dryRun", file.dryRun());
        return row;
    }

    static Map<String, Object> row(RemoteFile file) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("name", file.name());
        row.put("fileId", file.fileId());
        row.put("size", file.size());
        row.put("sha1", file.sha1());
        row.put("contentType", file.contentType());
        row.put("uploadTimestamp", file.uploadTimestamp());
        row.put("action", file.action());
        row.put("fileInfo", new LinkedHashMap<>(file.fileInfo()));
        return row;
    }

    private static String name(EncryptionFormat format) {
        return format == null ? null : format.name();
    }
}
