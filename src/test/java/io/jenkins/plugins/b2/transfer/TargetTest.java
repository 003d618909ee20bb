package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.BandwidthLimiter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a download goes: it appears there whole or not at all, and what stood there survives every failure. */
class TargetTest {
    private static final byte[] OLD = EmulatorFixture.bytes(1, 300_000);
    private static final byte[] NEW = EmulatorFixture.bytes(2, 500_000);

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    static Stream<EncryptionFormat> formats() {
        return Stream.of(null, EncryptionFormat.AES256_GCM, EncryptionFormat.FERNET);
    }

    private TransferException refused(Path target) throws Exception {
        bench.put("a", NEW, null);
        B2Session session = bench.open();
        return assertThrows(
                TransferException.class,
                () -> session.download(DownloadRequest.name("a", target).build(), TransferListener.SILENT));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whoeverReadsItSeesTheOldFileOrTheNewOne(EncryptionFormat format) throws Exception {
        Path target = bench.file("target", OLD);
        bench.put("a", NEW, format);
        B2Session session = bench.open(bench.settings(), new BandwidthLimiter(2_000_000));
        Caller caller = Caller.start(() -> session.download(
                DownloadRequest.name(EmulatorFixture.stored("a", format), target)
                        .build(),
                LocalEnvironment.with(EmulatorFixture.encryption(format)),
                TransferListener.SILENT));
        byte[] seen;
        do {
            seen = Files.readAllBytes(target);
            ByteBuffer whole = ByteBuffer.wrap(seen.length == OLD.length ? OLD : NEW);
            assertEquals(-1, whole.mismatch(ByteBuffer.wrap(seen)), "neither the old file nor the new one");
        } while (seen.length == OLD.length && caller.isAtIt());
        assertNull(caller.end(30_000));
        EmulatorFixture.assertSame(NEW, target);
    }

    @Test
    void foldersThatAreMissingAreMade() throws Exception {
        bench.put("a", NEW, null);
        Path target = bench.folder().resolve("x/y/z");
        bench.open().download(DownloadRequest.name("a", target).build(), TransferListener.SILENT);
        EmulatorFixture.assertSame(NEW, target);
    }

    @Test
    void aFolderIsNotReplaced() throws Exception {
        Path folder = Files.createDirectory(bench.folder().resolve("sub"));
        TransferException e = refused(folder);
        assertEquals(Kind.USAGE, e.kind());
        assertTrue(e.getMessage().contains("it is a folder"), e::getMessage);
    }

    @Test
    void aFolderInTheWayOfATreeFailsThatFileOnly() throws Exception {
        bench.put("t/a", NEW, null);
        bench.put("t/b", NEW, null);
        Files.createDirectories(bench.folder().resolve("here/a"));
        B2Session session = bench.open();
        FilesFailedException e = assertThrows(
                FilesFailedException.class,
                () -> session.download(
                        DownloadRequest.tree("t/", bench.folder().resolve("here"))
                                .build(),
                        TransferListener.SILENT));
        assertEquals(1, e.summary().files());
        assertTrue(e.getMessage().contains("t/a"), e::getMessage);
        EmulatorFixture.assertSame(NEW, bench.folder().resolve("here/b"));
    }

    @Test
    void aFileWhereAFolderIsNeeded() throws Exception {
        Path file = bench.file("file", OLD);
        TransferException e = refused(file.resolve("target"));
        assertEquals(Kind.LOCAL, e.kind());
        assertTrue(e.getMessage().contains("a folder is needed there"), e::getMessage);
        EmulatorFixture.assertSame(OLD, file);
    }

    @Test
    void aFolderThatMayNotBeWritten() throws Exception {
        Path folder = Files.createDirectory(bench.folder().resolve("locked"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(folder), "this user may write everywhere");
        TransferException e = refused(folder.resolve("target"));
        assertEquals(Kind.LOCAL, e.kind());
        assertTrue(e.getMessage().contains("permissions"), e::getMessage);
    }

    @Test
    void aDiskThatIsTooSmall() throws Exception {
        Path disk = tinyDisk();
        try {
            Files.write(disk.resolve("target"), new byte[] {7});
            Files.write(disk.resolve("ballast"), new byte[700_000]);
            TransferException e = refused(disk.resolve("target"));
            assertEquals(Kind.LOCAL, e.kind());
            assertTrue(e.getMessage().contains("No room"), e::getMessage);
            EmulatorFixture.assertSame(new byte[] {7}, disk.resolve("target"));
        } finally {
            unmount(disk);
        }
    }

    @Test
    void aDiskThatFillsUpMeanwhile() throws Exception {
        Path disk = tinyDisk();
        try {
            Files.write(disk.resolve("target"), new byte[] {7});
            bench.put("a", NEW, null);
            BandwidthLimiter limiter = new BandwidthLimiter(20_000);
            B2Session session = bench.open(bench.settings(), limiter);
            RecordingListener recorder = new RecordingListener();
            Caller caller = Caller.start(() -> session.download(
                    DownloadRequest.name("a", disk.resolve("target")).build(), recorder));
            recorder.awaitBytes();
            assertThrows(IOException.class, () -> Files.write(disk.resolve("ballast"), new byte[2_000_000]));
            limiter.setRate(BandwidthLimiter.UNLIMITED);
            FilesFailedException e = assertInstanceOf(FilesFailedException.class, caller.end(30_000));
            assertEquals(Kind.LOCAL, e.kind());
            assertTrue(e.getMessage().contains("no space is left"), e::getMessage);
            assertEquals(0, recorder.retries().size());
            EmulatorFixture.assertSame(new byte[] {7}, disk.resolve("target"));
            try (Stream<Path> files = Files.list(disk)) {
                assertEquals(2, files.count(), "the partial file is gone");
            }
        } finally {
            unmount(disk);
        }
    }

    /** A file system of its own of about a megabyte, where this user may mount one. */
    private Path tinyDisk() throws Exception {
        Path disk = Files.createDirectory(bench.folder().resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString()),
                "this user may not mount a disk");
        return disk;
    }

    private static void unmount(Path disk) throws Exception {
        assertTrue(run("umount", "-l", disk.toString()));
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
