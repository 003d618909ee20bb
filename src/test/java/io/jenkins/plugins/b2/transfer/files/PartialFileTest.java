package io.jenkins.plugins.b2.transfer.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file beside its target: what it looks like, what becomes of it, and what a later run makes of it. */
class PartialFileTest {
    private static final byte[] KEY = {1, 2, 3};
    private static final byte[] TEN = "0123456789".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private static DownloadTarget begin(Path target, TargetContent content) throws IOException, InterruptedException {
        return TargetPlace.of(target, null).open(content);
    }

    private static DownloadTarget begin(Path target) throws IOException, InterruptedException {
        return begin(target, TargetContent.once("id", TEN.length));
    }

    private static PartialFile resumable(Path target, String id) throws IOException, InterruptedException {
        return (PartialFile) begin(target, new TargetContent(id, TEN.length, KEY));
    }

    private static int crc(int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(TEN, from, to - from);
        return (int) crc.getValue();
    }

    private static ByteRanges resume(PartialFile file) throws IOException {
        return file.resume(offset -> offset, () -> {});
    }

    private List<String> names() throws IOException {
        return names(temporary);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::getFileName).map(Path::toString).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Breaks off a run that has written the first six bytes, and recorded them. */
    private void leaveSix(Path target, String id) throws Exception {
        try (PartialFile file = resumable(target, id)) {
            file.write(TEN, 0, 6, 0);
            file.written(0, 6, crc(0, 6));
        }
    }

    @Test
    void aLaterRunGoesOnWithWhatIsThere() throws Exception {
        Path target = temporary.resolve("a");
        leaveSix(target, "id");
        assertEquals(2, names().size());
        assertTrue(names().stream().allMatch(PartialFile::isPartial), names()::toString);
        assertTrue(new KnownFolders().hasPartialOf(TargetPlace.of(target, null)));
        try (PartialFile file = resumable(target, "id")) {
            assertEquals("{0=6}", resume(file).toString());
            file.write(TEN, 6, 4, 6);
            file.commit(null);
        }
        assertEquals("0123456789", Files.readString(target));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aSecondBreakLosesNothing() throws Exception {
        Path target = temporary.resolve("a");
        leaveSix(target, "id");
        try (PartialFile file = resumable(target, "id")) {
            resume(file);
            file.write(TEN, 8, 2, 8);
            file.written(8, 10, crc(8, 10));
        }
        try (PartialFile file = resumable(target, "id")) {
            assertEquals("{0=6, 8=10}", resume(file).toString());
        }
    }

    @Test
    void withoutARecordNothingIsLeft() throws Exception {
        Path target = Files.writeString(temporary.resolve("a"), "old");
        try (PartialFile file = resumable(target, "id")) {
            file.write(TEN, 0, 6, 0);
        }
        try (PartialFile file = resumable(target, "id")) {
            file.write(TEN, 0, 6, 0);
            file.written(0, 6, crc(0, 6));
            file.discard();
        }
        try (DownloadTarget file = begin(target)) {
            file.write(TEN, 0, 6, 0);
        }
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("a"), names());
    }

    @Test
    void whatWasLeftOfAnotherVersionIsRemoved() throws Exception {
        leaveSix(temporary.resolve("a"), "old id");
        leaveSix(temporary.resolve("other"), "old id");
        try (DownloadTarget file = begin(temporary.resolve("a"))) {
            file.write(TEN, 0, 10, 0);
            file.commit(null);
        }
        assertEquals(3, names().size());
        assertTrue(names().stream().noneMatch(name -> name.startsWith(".a.")), names()::toString);
    }

    @Test
    void whatIsBeingWrittenIsLeftAlone() throws Exception {
        Path target = temporary.resolve("a");
        try (PartialFile one = resumable(target, "id");
                PartialFile same = resumable(target, "id");
                PartialFile other = resumable(target, "another id")) {
            for (PartialFile file : List.of(one, same, other)) {
                file.write(TEN, 0, 10, 0);
            }
            one.commit(null);
            same.commit(null);
            other.commit(null);
        }
        assertEquals(List.of("a"), names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "cut", "line", "signature", "key", "id", "garbage", "size"})
    void aRecordThatLiesIsNotBelieved(String lie) throws Exception {
        Path target = temporary.resolve("a");
        leaveSix(target, "id");
        Path partial = temporary.resolve(names().get(0));
        Path record = temporary.resolve(names().get(1));
        String text = Files.readString(record);
        switch (lie) {
            case "content" -> Files.writeString(partial, "012x45");
            case "cut" -> Files.writeString(partial, "012");
            case "line" -> Files.writeString(record, text.replace("0 6 ", "0 9 "));
            case "signature" -> Files.writeString(record, text.substring(0, text.length() - 2) + "x\n");
            case "garbage" -> Files.write(record, new byte[100_000]);
            case "size" -> Files.writeString(record, text.replace("id 10", "id 11"));
            case "id" -> Files.writeString(record, text.replace("id", "di"));
            default -> {
                // Signed with another key, as by somebody who has no passphrase.
            }
        }
        byte[] key = lie.equals("key") ? new byte[] {9} : KEY;
        try (PartialFile file = (PartialFile) begin(target, new TargetContent("id", TEN.length, key))) {
            assertEquals(0, resume(file).total());
            file.write(TEN, 0, 10, 0);
            file.commit(null);
        }
        assertEquals("0123456789", Files.readString(target));
        assertEquals(List.of("a"), names());
    }

    @Test
    void aLineThatWasCutOffEndsTheRecordAndIsWrittenAnew() throws Exception {
        Path target = temporary.resolve("a");
        leaveSix(target, "id");
        Path record = temporary.resolve(names().get(1));
        Files.writeString(record, "6 8 0000", StandardOpenOption.APPEND);
        try (PartialFile file = resumable(target, "id")) {
            assertEquals("{0=6}", resume(file).toString());
            file.write(TEN, 6, 2, 6);
            file.written(6, 8, crc(6, 8));
        }
        try (PartialFile file = resumable(target, "id")) {
            assertEquals("{0=8}", resume(file).toString());
        }
    }

    /** Otherwise it could be changed while it is written, or be another file by another name. */
    @Test
    void whatSomebodyElseHasPreparedIsNotTakenUp() throws Exception {
        Path target = temporary.resolve("a");
        leaveSix(target, "id");
        Path partial = temporary.resolve(names().get(0));
        Path precious = Files.move(partial, temporary.resolve("precious"));
        Files.createLink(partial, precious);
        try (PartialFile file = resumable(target, "id")) {
            assertEquals(0, resume(file).total());
            file.write(new byte[10], 0, 10, 0);
            file.commit(null);
        }
        assertEquals("012345", Files.readString(precious).substring(0, 6));
        leaveSix(target, "id");
        partial = temporary.resolve(names().get(0));
        Files.delete(partial);
        Files.createSymbolicLink(partial, precious);
        try (PartialFile file = resumable(target, "id")) {
            assertEquals(0, resume(file).total());
            file.write(new byte[10], 0, 10, 0);
            file.commit(null);
        }
        assertEquals("012345", Files.readString(precious).substring(0, 6));
        assertFalse(Files.isSymbolicLink(target));
    }

    @Test
    void nobodyElseReadsItBeforeItIsComplete() throws Exception {
        Path target = temporary.resolve("a");
        try (DownloadTarget file = begin(target)) {
            assertEquals("rw-------", permissions(temporary.resolve(names().get(0))));
            file.commit(null);
        }
        Path ordinary = Files.createFile(temporary.resolve("ordinary"));
        assertEquals(permissions(ordinary), permissions(target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rwxr-x---", "r--r--r--", "rw-rw-rw-"})
    void aReplacedFileKeepsItsPermissions(String text) throws Exception {
        Path target = Files.writeString(temporary.resolve("a"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(text));
        try (DownloadTarget file = begin(target)) {
            file.write(TEN, 0, 10, 0);
            assertEquals("rw-------", permissions(temporary.resolve(names().get(0))));
            file.commit(0L);
        }
        assertEquals("0123456789", Files.readString(target));
        assertEquals(text, permissions(target));
    }

    @Test
    void aReplacedFileKeepsItsOwner() throws Exception {
        Path target = Files.writeString(temporary.resolve("a"), "old");
        try {
            Files.setAttribute(target, "unix:uid", 12345);
            Files.setAttribute(target, "unix:gid", 54321);
        } catch (IOException e) {
            assumeTrue(false, "this user may not give files away");
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r-----"));
        try (DownloadTarget file = begin(target)) {
            file.commit(null);
        }
        assertEquals(12345, Files.getAttribute(target, "unix:uid"));
        assertEquals(54321, Files.getAttribute(target, "unix:gid"));
        assertEquals("rw-r-----", permissions(target));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "-1000, 1969-12-31T23:59:59Z",
        "-1500, 1969-12-31T23:59:58Z",
        "-2000000000000, 1906-08-16T20:26:40Z",
        "1234567890123, 2009-02-13T23:31:30.123Z"
    })
    void timesComeBack(long millis, Instant expected) throws Exception {
        Path target = temporary.resolve("a");
        try (DownloadTarget file = begin(target)) {
            assertEquals(List.of(), file.commit(millis));
        }
        assertEquals(FileTime.from(expected), Files.getLastModifiedTime(target));
    }

    @ParameterizedTest
    @ValueSource(longs = {99_999_999_999_999L, 999_999_999_999_999_999L, -999_999_999_999_999_999L})
    void timesThatCanNotBeHadAreToldUnlessTheyAre(long millis) throws Exception {
        Path target = temporary.resolve("a");
        List<String> warnings;
        try (DownloadTarget file = begin(target)) {
            warnings = file.commit(millis);
        }
        boolean right = Math.abs(Files.getLastModifiedTime(target).toMillis() - millis) <= 2000;
        assertEquals(right ? 0 : 1, warnings.size(), warnings::toString);
    }

    @Test
    void aLinkStandsForWhatItLeadsTo() throws Exception {
        Path far = Files.createDirectory(temporary.resolve("far"));
        Path real = Files.writeString(far.resolve("real"), "old");
        Path link = Files.createSymbolicLink(
                temporary.resolve("link"), Files.createSymbolicLink(temporary.resolve("second"), Path.of("far/real")));
        Path dead = Files.createSymbolicLink(temporary.resolve("dead"), Path.of("far/new"));
        for (Path asked : List.of(link, dead)) {
            try (DownloadTarget file = begin(asked)) {
                file.write(TEN, 0, 10, 0);
                assertTrue(names(far).stream().anyMatch(PartialFile::isPartial), names(far)::toString);
                file.commit(null);
            }
            assertTrue(Files.isSymbolicLink(asked));
            assertEquals("0123456789", Files.readString(asked));
        }
        assertEquals("0123456789", Files.readString(real));
        assertEquals(List.of("new", "real"), names(far));
        Path circle = temporary.resolve("circle");
        Files.createSymbolicLink(circle, circle);
        assertThrows(IOException.class, () -> begin(circle));
    }

    @Test
    void noFolderOnTheWayLeadsOutOfTheBound() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectory(inside.resolve("real"));
        Files.createSymbolicLink(inside.resolve("out"), outside);
        Files.createSymbolicLink(inside.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(inside.resolve("in"), Path.of("real"));
        Files.createSymbolicLink(inside.resolve("dangling"), outside.resolve("not yet"));
        for (String way : List.of("out/a", "out/a/b/c", "up/outside/a", "dangling/a", "dangling/a/b")) {
            IOException e = assertThrows(
                    IOException.class, () -> openWithin(inside, way).close());
            assertTrue(e.getMessage().contains("leads out of"), e::getMessage);
        }
        try (Stream<Path> there = Files.list(outside)) {
            assertEquals(0, there.count());
        }
        openWithin(inside, "in/a/b").close();
        assertTrue(Files.isDirectory(inside.resolve("real/a")));
    }

    private static DownloadTarget openWithin(Path bound, String way) throws Exception {
        return TargetPlace.of(bound.resolve(way), PinnedFolder.of(bound)).open(TargetContent.once("id", 1));
    }

    @Test
    void aLinkDoesNotLeadOutOfTheBound() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.writeString(temporary.resolve("outside"), "precious");
        Path out = Files.createSymbolicLink(inside.resolve("out"), outside);
        Path in = Files.createSymbolicLink(inside.resolve("in"), Path.of("real"));
        Path nowhere = Files.createSymbolicLink(inside.resolve("nowhere"), temporary.resolve("not yet"));
        for (Path link : List.of(out, nowhere)) {
            IOException e = assertThrows(
                    IOException.class,
                    () -> TargetPlace.of(link, PinnedFolder.of(inside)).open(TargetContent.once("id", 1)));
            assertTrue(e.getMessage().contains("leads out of"), e::getMessage);
        }
        try (DownloadTarget file = TargetPlace.of(in, PinnedFolder.of(inside)).open(TargetContent.once("id", 1))) {
            file.commit(null);
        }
        assertTrue(Files.isRegularFile(inside.resolve("real"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("precious", Files.readString(outside));
        assertEquals(List.of("inside", "outside"), names());
    }

    /** Between the plan and the first byte, the folder is swapped for a link that leads out. */
    @Test
    void aFolderThatIsSwappedForALinkIsNoticed() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path folder = Files.createDirectory(inside.resolve("folder"));
        TargetPlace planned = TargetPlace.of(folder.resolve("a"), PinnedFolder.of(inside));
        Files.delete(folder);
        Files.createSymbolicLink(folder, outside);
        assertThrows(IOException.class, () -> planned.open(TargetContent.once("id", 1)));
        assertEquals(List.of(), names(outside));
    }

    /** While bytes arrive; where the system has handles of folders, the file appears in the folder that was meant. */
    @Test
    void aFolderThatIsSwappedWhileBytesArriveLeadsNowhereElse() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Path folder = Files.createDirectory(inside.resolve("folder"));
        try (DownloadTarget file =
                TargetPlace.of(folder.resolve("a"), PinnedFolder.of(inside)).open(TargetContent.once("id", 1))) {
            file.write(TEN, 0, 1, 0);
            Files.move(folder, inside.resolve("moved"));
            Files.createSymbolicLink(folder, outside);
            file.commit(null);
        }
        assertEquals(List.of(), names(outside));
        assertEquals(List.of("a"), names(inside.resolve("moved")));
    }

    @Test
    void aTargetThatBecomesAFolderMeanwhile() throws Exception {
        Path target = temporary.resolve("a");
        try (DownloadTarget file = begin(target)) {
            file.write(TEN, 0, 10, 0);
            Files.createDirectory(target);
            IOException e = assertThrows(IOException.class, () -> file.commit(null));
            assertTrue(e.getMessage().contains("a' is a folder"), e::getMessage);
        }
        assertEquals(List.of("a"), names());
    }

    @Test
    void whatStandsInTheWayIsNamed() throws Exception {
        Files.createDirectories(temporary.resolve("folder"));
        Files.writeString(temporary.resolve("file"), "x");
        for (String[] way : new String[][] {
            {"folder", "folder' is a folder"}, {"file/a", "file' is a file"}, {"file/a/b", "file' is a file"}
        }) {
            IOException e = assertThrows(IOException.class, () -> begin(temporary.resolve(way[0])));
            assertTrue(e.getMessage().contains(way[1]), e.getMessage());
        }
        IOException large = assertThrows(
                IOException.class, () -> begin(temporary.resolve("b"), TargetContent.once("id", Long.MAX_VALUE / 2)));
        assertTrue(large.getMessage().contains("No room"), large.getMessage());
        assertEquals(List.of("file", "folder"), names());
    }

    /** The partial file's name is made from the target's; it must not be cut in the middle of an emoji. */
    @Test
    void longNamesAndOddOnesCanBeBegun() throws Exception {
        for (String name : new String[] {
            "x".repeat(49) + "\uD83D\uDE00tail", "x".repeat(255), "\uD83D\uDE00".repeat(63), "ü".repeat(127), "...", "-"
        }) {
            Path target = temporary.resolve(name);
            try (DownloadTarget file = begin(target)) {
                String partial = names().stream()
                        .filter(PartialFile::isPartial)
                        .findFirst()
                        .orElseThrow();
                assertTrue(partial.getBytes(StandardCharsets.UTF_8).length <= 110, partial);
                file.commit(0L);
            }
            assertTrue(Files.isRegularFile(target), name);
        }
        PartialName name = PartialName.of("x".repeat(255), "id");
        assertTrue(name.isForSame(PartialName.of("x".repeat(255), "id")));
        assertFalse(name.isForSame(PartialName.of("x".repeat(254), "id")));
        assertFalse(name.isForSame(PartialName.of("x".repeat(255), "other")));
        assertNotEquals(name, PartialName.of("x".repeat(255), "id"), "no name is given twice");
        assertFalse(PartialFile.isPartial(".mine.b2part"));
    }

    /** Where the system has neither permissions nor handles of folders. */
    @Test
    void otherFileSystems() throws Exception {
        for (Configuration system : List.of(Configuration.windows(), Configuration.osX(), Configuration.unix())) {
            try (FileSystem files = Jimfs.newFileSystem(system)) {
                Path folder = Files.createDirectory(files.getPath("target"));
                Path target = folder.resolve("a");
                try (PartialFile file = resumable(target, "id")) {
                    file.write(TEN, 0, 6, 0);
                    file.written(0, 6, crc(0, 6));
                }
                try (PartialFile file = resumable(target, "id")) {
                    assertEquals("{0=6}", resume(file).toString());
                    file.write(TEN, 6, 4, 6);
                    assertEquals(List.of(), file.commit(1000L));
                }
                assertEquals("0123456789", Files.readString(target));
                assertEquals(List.of("a"), names(folder));
            }
        }
    }

    @Test
    void aPipeWaitsForItsReader() throws Exception {
        Path pipe = temporary.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(pipe));
        Thread thread = new Thread(reader);
        thread.start();
        try (DownloadTarget out = begin(pipe)) {
            assertTrue(out.isOrdered());
            out.write(TEN, 0, 10, 0);
            assertThrows(IOException.class, () -> out.write(TEN, 0, 10, 20));
            out.commit(1L);
        }
        assertEquals("0123456789", new String(reader.get(), StandardCharsets.UTF_8));
        assertTrue(Files.readAttributes(pipe, java.nio.file.attribute.BasicFileAttributes.class)
                .isOther());
    }

    @Test
    void theWaitForAReaderCanBeInterrupted() throws Exception {
        Path pipe = temporary.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> begin(pipe));
        assertEquals(List.of("pipe"), names());
    }

    @Test
    void aStreamTakesBytesInOrderAndStaysOpen() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<String> warnings = new ArrayList<>();
        try (DownloadTarget out = OrderedTarget.of("-", bytes)) {
            out.write(TEN, 0, 6, 0);
            out.write(TEN, 6, 4, 6);
            assertEquals(10, out.size());
            warnings.addAll(out.commit(5L));
        }
        assertEquals("0123456789", bytes.toString(StandardCharsets.UTF_8));
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void filesOfOneFolderShareItsHandleUntilItIsAnotherFolder(boolean bounded) throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("out"));
        PinnedFolder bound = bounded ? PinnedFolder.of(temporary.toRealPath()) : null;
        KnownFolders known = new KnownFolders();
        TargetContent content = TargetContent.once("id", 1);
        DownloadTarget first = TargetPlace.of(folder.resolve("a"), bound).open(content, known);
        try (DownloadTarget second = TargetPlace.of(folder.resolve("b"), bound).open(content, known)) {
            second.write(new byte[1], 0, 1, 0);
            second.commit(null);
        }
        first.write(new byte[1], 0, 1, 0);
        Files.move(folder, temporary.resolve("moved"));
        Files.createDirectory(folder);
        try (DownloadTarget third = TargetPlace.of(folder.resolve("c"), bound).open(content, known)) {
            third.write(new byte[1], 0, 1, 0);
            third.commit(null);
        }
        first.commit(null);
        first.close();
        assertEquals(List.of("c"), names(folder));
        assertEquals(List.of("a", "b"), names(temporary.resolve("moved")), "where it was begun");
        try (DownloadTarget last = TargetPlace.of(folder.resolve("d"), bound).open(content, known)) {
            last.write(new byte[1], 0, 1, 0);
            last.commit(null);
        }
        assertEquals(List.of("c", "d"), names(folder), "after all had been closed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theLastFolderStaysOpenUntilTheOperationEnds() throws Exception {
        Path folder = Files.createDirectory(temporary.toRealPath().resolve("out"));
        Path other = Files.createDirectory(temporary.toRealPath().resolve("other"));
        TargetContent content = TargetContent.once("id", 1);
        try (KnownFolders known = new KnownFolders()) {
            TargetPlace.of(folder.resolve("a"), null).open(content, known).close();
            assertTrue(isOpen(folder));
            TargetPlace.of(other.resolve("a"), null).open(content, known).close();
            assertFalse(isOpen(folder));
            assertTrue(isOpen(other));
        }
        assertFalse(isOpen(other));
    }

    private static boolean isOpen(Path folder) throws IOException {
        try (DirectoryStream<Path> handles = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path handle : handles) {
                // One of them is the listing's own, and gone by now.
                if (Files.isSymbolicLink(handle)
                        && Files.readSymbolicLink(handle).equals(folder)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aSharedHandleIsNoWayOut() throws Exception {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path folder = Files.createDirectory(inside.resolve("out"));
        PinnedFolder bound = PinnedFolder.of(inside.toRealPath());
        KnownFolders known = new KnownFolders();
        TargetContent content = TargetContent.once("id", 1);
        try (DownloadTarget first = TargetPlace.of(folder.resolve("a"), bound).open(content, known)) {
            Path outside = Files.move(folder, temporary.resolve("outside"));
            Files.createSymbolicLink(folder, outside);
            assertThrows(
                    IOException.class,
                    () -> TargetPlace.of(folder.resolve("b"), bound).open(content, known));
            assertTrue(first.size() == 0);
        }
        assertEquals(List.of(), names(temporary.resolve("outside")));
    }
}
