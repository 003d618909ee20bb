package io.jenkins.plugins.b2.emulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder whose names are hard to carry. */
final class OddTree {
    /** 992 bytes: below a folder of seven the 1,000 that the Python command takes at most, in segments up to 250. */
    private static final String LONG =
            String.join("/", "a".repeat(249), "b".repeat(249), "ü".repeat(124) + "c", "d".repeat(242));

    private static final List<String> NAMES = List.of(
            "plain",
            "with space/and another",
            "a+b",
            "100%",
            "%41%2F",
            "#hash",
            "what?",
            "a&b=c",
            "nfc/\u00fc",
            "nfd/u\u0308",
            "emoji/\uD83D\uDE00",
            "semi;colon,comma",
            "quote'\"",
            "empty",
            LONG);

    private OddTree() {}

    /** Writes the tree, with one file that goes up in parts, and returns its contents by name. */
    static Map<String, byte[]> write(Path root) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        for (String name : NAMES) {
            all.put(name, name.equals("empty") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
        }
        byte[] big = new byte[12_000_001];
        new Random(1).nextBytes(big);
        all.put("big/in parts", big);
        for (Map.Entry<String, byte[]> e : all.entrySet()) {
            Path file = root.resolve(e.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, e.getValue());
        }
        return all;
    }

    /** The SHA-1 of every file below, by name with slashes. */
    static Map<String, String> read(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(root.relativize(file).toString().replace('\\', '/'), RawB2.sha1(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    static Map<String, String> hashes(Map<String, byte[]> contents) {
        Map<String, String> all = new TreeMap<>();
        contents.forEach((name, bytes) -> all.put(name, RawB2.sha1(bytes)));
        return all;
    }
}
