package io.jenkins.plugins.b2.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder such as somebody might want to keep, with one large file and names that are hard on careless programs. */
final class DemoFolder {
    private static final int CHUNK = 1 << 16;
    private static final int PICTURES = 24;
    private static final String[] ODD_NAMES = {
        "letters/Übersicht für Zoë.txt",
        "letters/100% yes & no?.txt",
        "letters/a+b = c#1.txt",
        "letters/日本語のメモ.txt",
        "letters/ spaces around .txt",
        "letters/it's \"quoted\".txt",
        "letters/.hidden",
        "empty.txt"
    };

    private final Path folder;

    private DemoFolder(Path folder) {
        this.folder = folder;
    }

    static DemoFolder fill(Path folder, int largeFile) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(folder.hashCode());
        write(folder.resolve("holiday.mp4"), largeFile, random);
        for (int i = 1; i <= PICTURES; i++) {
            write(folder.resolve("pictures/" + (i + 4710) + ".jpg"), random.nextInt(20_000, 900_000), random);
        }
        for (String name : ODD_NAMES) {
            writeOdd(folder, name);
        }
        return new DemoFolder(folder);
    }

    private static void writeOdd(Path folder, String name) throws IOException {
        Path file;
        try {
            file = folder.resolve(name);
        } catch (InvalidPathException e) {
            // Not every locale and file system has every name; the story is as good without it.
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, name.equals("empty.txt") ? "" : "My name is " + name + "\n", StandardCharsets.UTF_8);
    }

    private static void write(Path file, int size, SplittableRandom random) throws IOException, InterruptedException {
        Files.createDirectories(file.getParent());
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = size; left > 0; left -= CHUNK) {
                checkInterrupt();
                random.nextBytes(chunk);
                out.write(chunk, 0, Math.min(left, CHUNK));
            }
        }
    }

    long bytes() throws IOException {
        long sum = 0;
        for (Path file : files()) {
            sum += Files.size(file);
        }
        return sum;
    }

    int count() throws IOException {
        return files().size();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    /** The SHA-256 of every file below a folder, by its path there. */
    static Map<String, String> hashes(Path folder) throws IOException, InterruptedException {
        Map<String, String> hashes = new TreeMap<>();
        for (Path file : new DemoFolder(folder).files()) {
            hashes.put(folder.relativize(file).toString(), sha256(file));
        }
        return hashes;
    }

    private static String sha256(Path file) throws IOException, InterruptedException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[CHUNK];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                checkInterrupt();
                digest.update(chunk, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
