package io.jenkins.plugins.b2.emulator.store;

import io.jenkins.plugins.b2.emulator.store.FileVersion.Action;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** Unfinished large files and their parts. Thread-safe. */
public final class LargeFiles {
    public static final int MAX_PARTS = 10_000;

    private final Account account;
    private final FileStore files;
    private final long minimumPartSize;

    public LargeFiles(Account account, FileStore files, long minimumPartSize) {
        this.account = account;
        this.files = files;
        this.minimumPartSize = minimumPartSize;
    }

    public FileVersion start(String bucketId, String name, FileMeta meta, FileLock lock, Long timestamp) {
        account.lock().lock();
        try {
            FileVersion file = files.newRow(bucketId, name, Action.START, meta, lock, StoredContent.EMPTY, timestamp);
            files.commit(file);
            account.parts().put(file.number(), new TreeMap<>());
            return file;
        } finally {
            account.lock().unlock();
        }
    }

    /** The unfinished large file of that id; 400 when it was finished, cancelled or never started. */
    public FileVersion active(String fileId) {
        account.lock().lock();
        try {
            FileVersion file = files.find(fileId);
            if (file == null || file.action() != Action.START) {
                throw B2Failure.badRequest("No active upload for: " + fileId);
            }
            return file;
        } finally {
            account.lock().unlock();
        }
    }

    /** Keeps a part, replacing an earlier one of its number. The bytes belong to the store from here on. */
    public Part addPart(String fileId, int number, StoredContent content) {
        account.lock().lock();
        try {
            FileVersion file = active(fileId);
            Part part = new Part(number, account.now(), content);
            account.journalPart(file.number(), part);
            Part old = account.parts().get(file.number()).put(number, part);
            if (old != null) {
                account.bodies().release(old.content().body());
            }
            return part;
        } catch (B2Failure e) {
            account.bodies().release(content.body());
            throw e;
        } finally {
            account.lock().unlock();
        }
    }

    /** Parts in order from number {@code from} on, at most {@code max}. */
    public List<Part> parts(String fileId, int from, int max) {
        account.lock().lock();
        try {
            FileVersion file = active(fileId);
            return account.parts().get(file.number()).tailMap(from).values().stream()
                    .limit(max)
                    .toList();
        } finally {
            account.lock().unlock();
        }
    }

    /** Unfinished large files by age, from {@code fromId} (null: the oldest) on, at most {@code max}. */
    public List<FileVersion> unfinished(String bucketId, String prefix, String fromId, int max) {
        account.lock().lock();
        try {
            long from = fromId == null ? 0 : FileIds.parse(fromId).number();
            account.shelf(bucketId);
            return account.parts().keySet().stream()
                    .filter(number -> number >= from)
                    .sorted()
                    .map(account.files()::get)
                    .filter(f -> f.bucketId().equals(bucketId) && f.fileName().startsWith(prefix))
                    .limit(max)
                    .toList();
        } finally {
            account.lock().unlock();
        }
    }

    /** Makes the parts one file, at once or not at all. Parts beyond the list of hashes are dropped. */
    public FileVersion finish(String fileId, List<String> sha1s) {
        account.lock().lock();
        try {
            FileVersion file = active(fileId);
            TreeMap<Integer, Part> parts = account.parts().get(file.number());
            FileVersion finished = file.finished(joined(parts, sha1s));
            account.bodies().retain(finished.content().body());
            files.commit(finished);
            account.parts().remove(file.number());
            parts.values().forEach(p -> account.bodies().release(p.content().body()));
            return finished;
        } finally {
            account.lock().unlock();
        }
    }

    private StoredContent joined(TreeMap<Integer, Part> parts, List<String> sha1s) {
        if (sha1s.size() < 2) {
            throw B2Failure.badRequest("large files must have at least 2 parts");
        }
        List<Body> bodies = new ArrayList<>();
        for (int i = 0; i < sha1s.size(); i++) {
            Part part = parts.get(i + 1);
            checkPart(part, i + 1, sha1s.get(i), i == sha1s.size() - 1);
            bodies.add(part.content().body());
        }
        return new StoredContent(Body.concat(bodies), null, true, null);
    }

    private void checkPart(Part part, int number, String sha1, boolean last) {
        if (part == null) {
            throw B2Failure.badRequest("missing_part", "Part number " + number + " has not been uploaded");
        }
        String stored = HexFormat.of().formatHex(part.content().sha1());
        if (!stored.equalsIgnoreCase(sha1)) {
            throw B2Failure.badRequest(
                    "part_sha1_mismatch", "Part number " + number + " has SHA-1 " + stored + ", not " + sha1);
        }
        if (!last && part.content().length() < minimumPartSize) {
            throw B2Failure.badRequest("Part number " + number + " is smaller than " + minimumPartSize + " bytes");
        }
    }

    public FileVersion cancel(String fileId) {
        account.lock().lock();
        try {
            FileVersion file = active(fileId);
            files.remove(file);
            return file;
        } finally {
            account.lock().unlock();
        }
    }
}
