package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One row of a listing: a file version, a hide marker or an unfinished large file.
 *
 * @param name the file name
 * @param fileId the file version
 * @param action what B2 calls it: {@code upload}, {@code hide}, {@code start}, {@code copy}
 * @param size bytes as stored
 * @param sha1 of the stored bytes, from B2 or, for a large file, from whoever uploaded it; null when nobody told
 * @param contentType null for a hide marker of some servers
 * @param uploadTimestamp milliseconds since 1970
 * @param fileInfo the pairs kept with the version
 * @param serverSideEncryption {@code SSE-B2}, {@code SSE-C}, or null for none or when the key may not know
 */
public record RemoteFile(
        String name,
        String fileId,
        String action,
        long size,
        String sha1,
        String contentType,
        long uploadTimestamp,
        Map<String, String> fileInfo,
        String serverSideEncryption)
        implements Serializable {

    public RemoteFile {
        fileInfo = fileInfo == null ? Map.of() : Map.copyOf(fileInfo);
    }

    /** All of it, in the order in which people read it: strings, whole numbers, nulls, and a map of strings. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("fileId", fileId);
        fields.put("action", action);
        fields.put("size", size);
        fields.put("sha1", sha1);
        fields.put("contentType", contentType);
        fields.put("uploadTimestamp", uploadTimestamp);
        fields.put("fileInfo", new LinkedHashMap<>(fileInfo));
        fields.put("serverSideEncryption", serverSideEncryption);
        return fields;
    }

    public boolean isHideMarker() {
        return "hide".equals(action);
    }

    /** Whether it stands for all files below a name that ends with a slash. */
    public boolean isFolder() {
        return "folder".equals(action);
    }

    public boolean isUnfinished() {
        return "start".equals(action);
    }

    /** Milliseconds since 1970 at which the uploaded file had last been changed; null when not told. */
    public Long sourceModified() {
        String millis = fileInfo.get("src_last_modified_millis");
        if (millis == null || !millis.matches("-?\\d{1,18}")) {
            return null;
        }
        return Long.valueOf(millis);
    }
}
