package io.jenkins.plugins.b2.emulator.api;

import io.jenkins.plugins.b2.emulator.auth.Grant;
import io.jenkins.plugins.b2.emulator.http.Percent;
import io.jenkins.plugins.b2.emulator.store.Bucket;
import io.jenkins.plugins.b2.emulator.store.FileLock;
import io.jenkins.plugins.b2.emulator.store.FileStore.Opened;
import io.jenkins.plugins.b2.emulator.store.FileVersion;
import io.jenkins.plugins.b2.emulator.store.ServerSideEncryption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a download says about the file, each header once. */
final class DownloadHeaders {
    /** Query names that replace a header for one download. */
    static final Map<String, String> OVERRIDES = overrides();

    private DownloadHeaders() {}

    private static Map<String, String> overrides() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("b2ContentDisposition", "Content-Disposition");
        names.put("b2ContentLanguage", "Content-Language");
        names.put("b2Expires", "Expires");
        names.put("b2CacheControl", "Cache-Control");
        names.put("b2ContentEncoding", "Content-Encoding");
        names.put("b2ContentType", "Content-Type");
        return names;
    }

    /** {@code range} is null for the whole file, {@code grant} for callers without an account token. */
    static Map<String, String> of(Opened opened, ByteRange range, Grant grant, Map<String, String> query) {
        FileVersion file = opened.file();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", file.meta().contentType());
        headers.put("Accept-Ranges", "bytes");
        if (range != null) {
            long last = range.from() + range.count() - 1;
            headers.put(
                    "Content-Range",
                    "bytes " + range.from() + "-" + last + "/" + file.content().length());
        }
        headers.put("X-Bz-File-Id", file.fileId());
        headers.put("X-Bz-File-Name", Percent.encode(file.fileName()));
        headers.put("X-Bz-Content-Sha1", file.content().sha1Text());
        headers.put("X-Bz-Upload-Timestamp", Long.toString(file.timestamp()));
        addCacheControl(headers, opened.bucket());
        addInfo(headers, file);
        addEncryption(headers, file.meta().encryption());
        if (file.meta().replicationStatus() != null) {
            headers.put("X-Bz-Replication-Status", file.meta().replicationStatus());
        }
        if (opened.bucket().fileLock()) {
            addLock(headers, file.lock(), grant);
        }
        OVERRIDES.forEach((name, header) -> {
            if (query.containsKey(name)) {
                headers.put(header, query.get(name));
            }
        });
        return headers;
    }

    private static void addCacheControl(Map<String, String> headers, Bucket bucket) {
        bucket.info().entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase("Cache-Control"))
                .forEach(e -> headers.put("Cache-Control", e.getValue().getAsString()));
    }

    /** The special infos become the header that they are named after. */
    private static void addInfo(Map<String, String> headers, FileVersion file) {
        file.meta().fileInfo().forEach((key, value) -> {
            switch (key) {
                case "b2-content-disposition" -> headers.put("Content-Disposition", value);
                case "b2-content-language" -> headers.put("Content-Language", value);
                case "b2-content-encoding" -> headers.put("Content-Encoding", value);
                case "b2-expires" -> headers.put("Expires", value);
                case "b2-cache-control" -> headers.put("Cache-Control", value);
                default -> headers.put("X-Bz-Info-" + key, Percent.encode(value));
            }
        });
    }

    private static void addEncryption(Map<String, String> headers, ServerSideEncryption encryption) {
        if (encryption.isCustomer()) {
            headers.put("X-Bz-Server-Side-Encryption-Customer-Algorithm", encryption.algorithm());
            headers.put("X-Bz-Server-Side-Encryption-Customer-Key-Md5", encryption.customerKeyMd5());
        } else if (encryption.mode() != null) {
            headers.put("X-Bz-Server-Side-Encryption", encryption.algorithm());
        }
    }

    private static void addLock(Map<String, String> headers, FileLock lock, Grant grant) {
        List<String> unreadable = new ArrayList<>();
        if (grant == null || !grant.can("readFileRetentions")) {
            unreadable.add("X-Bz-File-Retention-Mode");
            unreadable.add("X-Bz-File-Retention-Retain-Until-Timestamp");
        } else if (lock.mode() != null) {
            headers.put("X-Bz-File-Retention-Mode", lock.mode());
            headers.put("X-Bz-File-Retention-Retain-Until-Timestamp", Long.toString(lock.retainUntil()));
        }
        if (grant == null || !grant.can("readFileLegalHolds")) {
            unreadable.add("X-Bz-File-Legal-Hold");
        } else if (lock.legalHold() != null) {
            headers.put("X-Bz-File-Legal-Hold", lock.legalHold());
        }
        if (!unreadable.isEmpty()) {
            headers.put("X-Bz-Client-Unauthorized-To-Read", String.join(",", unreadable));
        }
    }
}
