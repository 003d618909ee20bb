package io.jenkins.plugins.b2.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Files to transfer. The same ones in each run. */
final class Trees {
    private static final int BLOCK = 1024 * 1024;

    private Trees() {}

    /** A file below a folder. */
    record Item(Path path, String name, long size) {}

    static List<Item> list(Path folder) throws IOException {
        List<Item> items = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    items.add(new Item(file, name, attributes.size()));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        items.sort(Comparator.comparingLong(Item::size).reversed().thenComparing(Item::name));
        return items;
    }

    static Path file(Path file, long size) throws IOException {
        Files.createDirectories(file.getParent());
        SplittableRandom random = new SplittableRandom(size);
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= BLOCK) {
                block.clear();
                while (block.hasRemaining()) {
                    block.putLong(random.nextLong());
                }
                out.write(block.array(), 0, (int) Math.min(BLOCK, left));
            }
        }
        return file;
    }

    /** Files of one size, a hundred in each folder. */
    static Path same(Path folder, int count, int size) throws IOException {
        byte[] bytes = new byte[size];
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve(String.format("d%04d/f%06d.bin", i / 100, i));
            Files.createDirectories(file.getParent());
            new Random(i).nextBytes(bytes);
            Files.write(file, bytes);
        }
        return folder;
    }

    /** Sizes as in a source tree that was built: thousands of small files, a few large ones. */
    static Path mixed(Path folder, int count) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < count; i++) {
            int size = (int) Math.min(2_000_000, Math.exp(8 + 1.4 * random.nextGaussian()));
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            Path file =
                    folder.resolve(String.format("module%02d/src/package%02d/File%05d.java", i % 20, i / 20 % 20, i));
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
        for (int i = 1; i <= 3; i++) {
            file(folder.resolve("target/large" + i + ".war"), i * 50_000_000L);
        }
        return folder;
    }

    static void copy(Path from, Path to) throws IOException {
        for (Item item : list(from)) {
            Path target = to.resolve(item.name());
            Files.createDirectories(target.getParent());
            Files.copy(item.path(), target);
        }
    }

    /** Writes to one file in so many. */
    static void touch(Path folder, int oneIn) throws IOException {
        List<Item> items = list(folder);
        for (int i = 0; i < items.size(); i++) {
            if (i % oneIn == oneIn / 2) {
                Files.writeString(items.get(i).path(), "changed at " + System.nanoTime());
            }
        }
    }

    static void requireSame(Path expected, Path actual) throws IOException {
        List<Item> one = list(expected);
        List<Item> two = list(actual);
        if (one.size() != two.size()) {
            throw new IOException(actual + " has " + two.size() + " files, not " + one.size());
        }
        for (int i = 0; i < one.size(); i++) {
            if (Files.mismatch(one.get(i).path(), two.get(i).path()) != -1) {
                throw new IOException(
                        two.get(i).path() + " is not what " + one.get(i).path() + " is");
            }
        }
    }

    static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
