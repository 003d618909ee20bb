package io.jenkins.plugins.b2.transfer.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places in a real folder for files with foreign names. */
class TargetFolderTest {
    @TempDir
    private Path temporary;

    private static String claim(TargetFolder folder, String name) throws IOException {
        return folder.claim(name, name).getFileName().toString();
    }

    private static void refused(TargetFolder folder, String name, String why) {
        IOException e = assertThrows(IOException.class, () -> folder.claim(name, name));
        assertTrue(e.getMessage().contains(why), e.getMessage());
    }

    @Provide
    Arbitrary<String> names() {
        return SafeNamesTest.hostileNames();
    }

    @Property(tries = 1000)
    void aPlaceIsAlwaysBelowTheFolder(@ForAll("names") String name) throws IOException {
        Path folder = Files.createTempDirectory("target-folder");
        try {
            Path place = new TargetFolder(folder, SafeNamesTest.POSIX).claim(name, name);
            assertTrue(place.startsWith(folder) && !place.equals(folder), name);
            assertEquals(place, place.normalize());
        } catch (IOException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void aFileIsNoFolderInWhateverOrderTheyCome() throws IOException {
        TargetFolder oneWay = new TargetFolder(temporary, SafeNamesTest.POSIX);
        claim(oneWay, "a");
        refused(oneWay, "a/b", "'a' is a file");
        TargetFolder otherWay = new TargetFolder(temporary, SafeNamesTest.POSIX);
        claim(otherWay, "a/b/c");
        refused(otherWay, "a", "'a/b/c'");
        refused(otherWay, "a/b", "'a/b/c'");
    }

    @Test
    void namesThatWouldBeOneFileAreRefusedOnceButForTheFirst() throws IOException {
        TargetFolder folder = new TargetFolder(temporary, SafeNamesTest.MAC);
        claim(folder, "Dir/\u00e9.txt");
        refused(folder, "dir/E\u0301.TXT", "'Dir/\u00e9.txt' would be the same file");
        claim(folder, "dir/other");
        refused(folder, "DIR", "folder");
        TargetFolder strict = new TargetFolder(temporary, SafeNamesTest.POSIX);
        claim(strict, "\u00e9");
        claim(strict, "e\u0301");
        refused(strict, "\u00e9", "the same file");
    }

    @Test
    void aRefusedNameTakesNoPlace() throws IOException {
        Files.createSymbolicLink(temporary.resolve("out"), Path.of(".."));
        TargetFolder folder = new TargetFolder(temporary, SafeNamesTest.POSIX);
        claim(folder, "a");
        refused(folder, "a/b", "is a file");
        refused(folder, "a/b", "is a file");
        refused(folder, "out/b", "outside");
        refused(folder, "out/b", "outside");
    }

    @Test
    void linksDoNotLeadOut() throws IOException {
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Path outside = Files.createDirectory(temporary.resolve("outside"));
        Files.createDirectory(inside.resolve("real"));
        Files.createSymbolicLink(inside.resolve("out"), outside);
        Files.createSymbolicLink(inside.resolve("up"), Path.of(".."));
        Files.createSymbolicLink(inside.resolve("in"), Path.of("real"));
        Files.createSymbolicLink(inside.resolve("dangling"), outside.resolve("not yet"));
        TargetFolder folder = new TargetFolder(inside, SafeNamesTest.POSIX);
        refused(folder, "out/a", "outside");
        refused(folder, "out/a/b/c", "outside");
        refused(folder, "up/outside/a", "outside");
        refused(folder, "dangling/a", "outside");
        refused(folder, "dangling/a/b", "outside");
        assertEquals("a", claim(folder, "in/a"));
    }

    @Test
    void theFolderItselfMayBeALinkOrStillMissing() throws IOException {
        Path real = Files.createDirectory(temporary.resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        assertEquals("a", claim(new TargetFolder(link), "dir/a"));
        assertEquals("a", claim(new TargetFolder(temporary.resolve("missing/too")), "dir/a"));
    }

    @Test
    void aLinkWithTheNameOfAFileIsReplacedNotFollowed() throws IOException {
        Path outside = Files.writeString(temporary.resolve("outside"), "precious");
        Path inside = Files.createDirectory(temporary.resolve("inside"));
        Files.createSymbolicLink(inside.resolve("a"), outside);
        Path place = new TargetFolder(inside).claim("a", "a");
        try (PartialFile file = PartialFile.begin(place, 3)) {
            file.write("new".getBytes(StandardCharsets.UTF_8), 0, 3, 0);
            file.commit(null);
        }
        assertEquals("precious", Files.readString(outside));
        assertEquals("new", Files.readString(inside.resolve("a")));
        assertTrue(!Files.isSymbolicLink(inside.resolve("a")));
    }

    @Test
    void whatStandsInTheWayIsNamed() throws IOException {
        Files.createDirectories(temporary.resolve("folder"));
        Files.writeString(temporary.resolve("file"), "x");
        IOException isFolder = assertThrows(IOException.class, () -> PartialFile.begin(temporary.resolve("folder"), 1));
        assertTrue(isFolder.getMessage().contains("folder' is a folder"), isFolder.getMessage());
        IOException isFile = assertThrows(IOException.class, () -> PartialFile.begin(temporary.resolve("file/a"), 1));
        assertTrue(isFile.getMessage().contains("file' is a file"), isFile.getMessage());
        IOException deeper = assertThrows(IOException.class, () -> PartialFile.begin(temporary.resolve("file/a/b"), 1));
        assertTrue(deeper.getMessage().contains("file' is a file"), deeper.getMessage());
        IOException large =
                assertThrows(IOException.class, () -> PartialFile.begin(temporary.resolve("b"), Long.MAX_VALUE));
        assertTrue(large.getMessage().contains("No room"), large.getMessage());
        try (Stream<Path> left = Files.walk(temporary)) {
            assertEquals(3, left.count());
        }
    }

    /** The partial file's name is made from the target's; it must not be cut in the middle of an emoji. */
    @Test
    void longNamesAndOddOnesCanBeBegun() throws IOException {
        for (String name : new String[] {
            "x".repeat(49) + "\uD83D\uDE00tail", "x".repeat(255), "\uD83D\uDE00".repeat(63), "ü".repeat(127), ".", "-"
        }) {
            Path target = name.equals(".") ? temporary.resolve("...") : temporary.resolve(name);
            try (PartialFile file = PartialFile.begin(target, 0)) {
                file.commit(0L);
            }
            assertTrue(Files.isRegularFile(target), name);
            assertEquals(0, Files.getLastModifiedTime(target).toMillis());
        }
    }

    @Test
    void whatIsNotCommittedLeavesNothing() throws IOException {
        Path target = Files.writeString(temporary.resolve("a"), "old");
        try (PartialFile file = PartialFile.begin(target, 3)) {
            file.write(new byte[3], 0, 3, 0);
        }
        assertEquals("old", Files.readString(target));
        try (Stream<Path> left = Files.list(temporary)) {
            assertEquals(
                    "a",
                    left.map(Path::getFileName)
                            .map(Path::toString)
                            .sorted(Comparator.naturalOrder())
                            .reduce("", String::concat));
        }
    }
}
