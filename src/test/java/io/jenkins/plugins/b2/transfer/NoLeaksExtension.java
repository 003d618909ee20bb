package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something of the core behind: a live thread, a connection at the emulator, an open file
 * below the test's folder, a partial file. A socket's end takes a moment to be seen on the other side, so all of it may
 * take as long as the core promises for an abort, and no longer than {@link #GRACE_MILLIS}.
 */
final class NoLeaksExtension implements AfterEachCallback {
    private static final long GRACE_MILLIS = 3000;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    private final Supplier<B2Emulator> emulator;
    private final Supplier<Path> folder;

    NoLeaksExtension(Supplier<B2Emulator> emulator, Supplier<Path> folder) {
        this.emulator = emulator;
        this.folder = folder;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
        List<String> leaks;
        while (!(leaks = leaks()).isEmpty() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        if (!leaks.isEmpty()) {
            throw new AssertionError("left behind: " + leaks);
        }
    }

    private List<String> leaks() throws IOException {
        List<String> leaks = new ArrayList<>(threads());
        int connections = emulator.get().state().openConnections();
        if (connections > 0) {
            leaks.add(connections + " connections");
        }
        leaks.addAll(openFiles());
        try (Stream<Path> files = Files.walk(folder.get())) {
            files.filter(file -> file.toString().endsWith(".b2part")).forEach(file -> leaks.add("file " + file));
        }
        return leaks;
    }

    /** Live threads of the core. */
    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("b2-") && !name.startsWith("b2-emulator"))
                .map(name -> "thread " + name)
                .toList();
    }

    private List<String> openFiles() throws IOException {
        if (!Files.isDirectory(OPEN_FILES)) {
            return List.of();
        }
        List<String> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(OPEN_FILES)) {
            for (Path link : links.toList()) {
                try {
                    Path file = Files.readSymbolicLink(link);
                    if (file.startsWith(folder.get())) {
                        open.add("open file " + file);
                    }
                } catch (NoSuchFileException e) {
                    // The link of the listing itself is gone by now.
                    continue;
                }
            }
        }
        return open;
    }
}
