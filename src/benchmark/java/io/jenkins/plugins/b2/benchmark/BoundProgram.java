package io.jenkins.plugins.b2.benchmark;

import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The bound: moves the same bytes and hashes them once, and does nothing else that a client should. No retries, no limit,
 * no progress, no resume, no check of names, no hash of a large file as a whole, no temporary file.
 */
public final class BoundProgram {
    private static final int PARTS_PER_THREAD = 4;

    private final int threads;
    private final BareB2 b2;

    private BoundProgram(int threads, BareB2 b2) {
        this.threads = threads;
        this.b2 = b2;
    }

    /** @param args connections, verb, and the verb's arguments as {@link Contender} lists them */
    public static void main(String[] args) throws Exception {
        if (args[1].equals("start")) {
            return;
        }
        try (BareB2 b2 = new BareB2(Endpoint.fromEnvironment())) {
            BoundProgram program = new BoundProgram(Integer.parseInt(args[0]), b2.authorize());
            switch (args[1]) {
                case "upload-file" -> program.uploadFile(Path.of(args[2]), args[3]);
                case "upload-tree" -> program.uploadTree(Path.of(args[2]), args[3]);
                case "download-file" -> program.downloadFile(args[2], Path.of(args[3]));
                case "download-tree" -> program.downloadTree(args[2], Path.of(args[3]));
                case "list" -> program.list(args[2]);
                case "delete" -> program.delete(args[2]);
                default -> throw new IllegalArgumentException(args[1]);
            }
        }
    }

    /** What one thread does with a piece. */
    @FunctionalInterface
    private interface Piece<T> {
        void handle(BareB2 own, T piece) throws IOException;
    }

    private <T> void each(List<T> pieces, Piece<T> work) throws Exception {
        Threads.<T>work(threads, pieces, queue -> {
            try (BareB2 own = new BareB2(b2)) {
                T piece;
                while ((piece = queue.next()) != null) {
                    work.handle(own, piece);
                }
            }
        });
    }

    private void uploadFile(Path file, String name) throws Exception {
        long length = Files.size(file);
        long partSize = partSize(length);
        int count = count(length, partSize);
        String fileId = b2.startLargeFile(name);
        String[] hashes = new String[count];
        each(IntStream.range(0, count).boxed().toList(), (own, index) -> {
            long start = index * partSize;
            hashes[index] = own.uploadPart(fileId, index + 1, file, start, Math.min(partSize, length - start));
        });
        b2.finishLargeFile(fileId, hashes);
    }

    private long partSize(long length) {
        return Math.max(5_000_000, length / ((long) threads * PARTS_PER_THREAD) + 1);
    }

    private static int count(long length, long partSize) {
        return (int) ((length + partSize - 1) / partSize);
    }

    private void uploadTree(Path folder, String prefix) throws Exception {
        each(Trees.list(folder), (own, item) -> own.upload(item.path(), item.size(), prefix + item.name()));
    }

    private void downloadFile(String name, Path target) throws Exception {
        long[] length = new long[1];
        b2.list(name, row -> length[0] = row.get("contentLength").getAsLong());
        long partSize = partSize(length[0]);
        try (FileChannel channel = create(target)) {
            each(IntStream.range(0, count(length[0], partSize)).boxed().toList(), (own, index) -> {
                long start = index * partSize;
                own.download(name, start, Math.min(partSize, length[0] - start), channel);
            });
        }
    }

    private void downloadTree(String prefix, Path folder) throws Exception {
        List<JsonObject> rows = new ArrayList<>();
        b2.list(prefix, rows::add);
        Set<Path> made = ConcurrentHashMap.newKeySet();
        each(rows, (own, row) -> {
            String name = row.get("fileName").getAsString();
            Path target = folder.resolve(name.substring(prefix.length()));
            if (made.add(target.getParent())) {
                Files.createDirectories(target.getParent());
            }
            try (FileChannel channel = create(target)) {
                own.download(name, 0, row.get("contentLength").getAsLong(), channel);
            }
        });
    }

    private static FileChannel create(Path target) throws IOException {
        Files.createDirectories(target.getParent());
        return FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private void list(String prefix) throws IOException {
        try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false)) {
            b2.list(prefix, row -> out.println(row.get("fileName").getAsString()));
        }
    }

    private void delete(String prefix) throws Exception {
        List<JsonObject> rows = new ArrayList<>();
        b2.list(prefix, rows::add);
        each(
                rows,
                (own, row) -> own.delete(
                        row.get("fileName").getAsString(), row.get("fileId").getAsString()));
    }
}
