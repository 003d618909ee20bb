package io.jenkins.plugins.b2.emulator.store;

import com.google.gson.Gson;
import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The whole state of one account, and the folder that keeps it. The rooms {@link Buckets}, {@link FileStore},
 * {@link LargeFiles} and {@link Keys} work on it, each holding {@link #lock()} for the length of one change.
 */
public final class Account implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Clock clock;
    private final BodyStore bodies;
    private final Journal journal;
    private final Map<String, Shelf> shelves = new TreeMap<>();
    private final Map<Long, FileVersion> files = new HashMap<>();
    private final Map<Long, TreeMap<Integer, Part>> parts = new HashMap<>();
    private final TreeMap<String, AppKey> keys = new TreeMap<>();
    private String accountId;
    private long lastNumber;

    /** Opens the folder, or starts an empty account in it. {@code kept} tells whether it is to outlive this object. */
    public Account(Path folder, Clock clock, boolean kept) throws IOException {
        this.clock = clock;
        this.bodies = new BodyStore(Files.createDirectories(folder).resolve("bodies"));
        Gson gson = JournalForm.gson(bodies);
        this.journal = new Journal(folder.resolve("journal"), gson);
        if (kept) {
            load(gson);
        }
        if (accountId == null) {
            setAccountId(randomHex(12));
            journal.append("account", accountId);
        }
    }

    private void load(Gson gson) throws IOException {
        Replay replay = new Replay(this, gson);
        long[] lines = {0};
        journal.replay((kind, value) -> {
            replay.apply(kind, value);
            lines[0]++;
        });
        bodies.loaded();
        if (lines[0] > 1000 && lines[0] > 2L * rows()) {
            journal.rewrite(this::appendAll);
        }
    }

    private int rows() {
        return shelves.size()
                + files.size()
                + keys.size()
                + parts.values().stream().mapToInt(Map::size).sum();
    }

    private void appendAll() {
        journal.append("account", accountId);
        journal.append("number", lastNumber);
        keys.values().forEach(k -> journal.append("key", k));
        shelves.values().forEach(s -> journal.append("bucket", s.bucket()));
        files.values().forEach(f -> journal.append("file", f));
        parts.forEach((number, all) -> all.values().forEach(p -> journalPart(number, p)));
    }

    void journalPart(long file, Part part) {
        journal.append("part", new PartOfFile(file, part));
    }

    /** How a part is written into the journal: with the number of its file. */
    private record PartOfFile(long file, Part part) {}

    static String randomHex(int digits) {
        byte[] bytes = new byte[(digits + 1) / 2];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).substring(0, digits);
    }

    public ReentrantLock lock() {
        return lock;
    }

    public BodyStore bodies() {
        return bodies;
    }

    public String accountId() {
        return accountId;
    }

    public long now() {
        return clock.millis();
    }

    void setAccountId(String id) {
        accountId = id;
    }

    void setLastNumber(long number) {
        lastNumber = Math.max(lastNumber, number);
    }

    long nextNumber() {
        return ++lastNumber;
    }

    Journal journal() {
        return journal;
    }

    Map<String, Shelf> shelves() {
        return shelves;
    }

    Map<Long, FileVersion> files() {
        return files;
    }

    /** Parts by the number of their unfinished large file. */
    Map<Long, TreeMap<Integer, Part>> parts() {
        return parts;
    }

    TreeMap<String, AppKey> keys() {
        return keys;
    }

    Shelf shelf(String bucketId) {
        Shelf shelf = shelves.get(bucketId);
        if (shelf == null) {
            throw B2Failure.badRequest("bad_bucket_id", "Bucket does not exist: " + bucketId);
        }
        return shelf;
    }

    /** Puts a row in, replacing the one with its number; takes over the caller's hold on the bytes. */
    void place(FileVersion file) {
        FileVersion old = files.put(file.number(), file);
        Shelf shelf = shelves.get(file.bucketId());
        if (old != null) {
            shelf.rows().remove(old);
        }
        shelf.rows().add(file);
        setLastNumber(file.number());
    }

    void remove(FileVersion file) {
        files.remove(file.number());
        shelves.get(file.bucketId()).rows().remove(file);
        bodies.release(file.content().body());
        TreeMap<Integer, Part> dropped = parts.remove(file.number());
        if (dropped != null) {
            dropped.values().forEach(p -> bodies.release(p.content().body()));
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            bodies.close();
            journal.close();
        } finally {
            lock.unlock();
        }
    }

    /** Rebuilds the state from journal lines. */
    private record Replay(Account account, Gson gson) {
        void apply(String kind, JsonReader value) throws IOException {
            switch (kind) {
                case "account" -> account.setAccountId(value.nextString());
                case "number" -> account.setLastNumber(value.nextLong());
                case "key" -> {
                    AppKey key = gson.fromJson(value, AppKey.class);
                    account.keys.put(key.keyId(), key);
                }
                case "keyGone" -> account.keys.remove(value.nextString());
                case "bucket" -> bucket(gson.fromJson(value, Bucket.class));
                case "bucketGone" -> account.shelves.remove(value.nextString());
                case "file" -> file(gson.fromJson(value, FileVersion.class));
                case "fileGone" -> account.remove(account.files.get(value.nextLong()));
                case "part" -> part(gson.fromJson(value, PartOfFile.class));
                default -> throw new IllegalStateException("unknown journal entry [" + kind + "]");
            }
        }

        private void bucket(Bucket bucket) {
            Shelf shelf = account.shelves.get(bucket.id());
            account.shelves.put(bucket.id(), shelf == null ? new Shelf(bucket) : shelf.with(bucket));
        }

        private void file(FileVersion file) {
            account.bodies.retain(file.content().body());
            FileVersion old = account.files.get(file.number());
            account.place(file);
            if (old != null) {
                account.bodies.release(old.content().body());
                TreeMap<Integer, Part> parts = account.parts.remove(file.number());
                if (parts != null && file.action() == FileVersion.Action.START) {
                    account.parts.put(file.number(), parts);
                } else if (parts != null) {
                    parts.values()
                            .forEach(p -> account.bodies.release(p.content().body()));
                }
            } else if (file.action() == FileVersion.Action.START) {
                account.parts.put(file.number(), new TreeMap<>());
            }
        }

        private void part(PartOfFile entry) {
            Part part = entry.part();
            account.bodies.retain(part.content().body());
            Part old = account.parts.get(entry.file()).put(part.number(), part);
            if (old != null) {
                account.bodies.release(old.content().body());
            }
        }
    }
}
