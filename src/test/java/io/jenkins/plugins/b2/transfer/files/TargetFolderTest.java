package io.jenkins.plugins.b2.transfer.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import com.google.common.jimfs.PathNormalization;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        return folder.claim(name).getFileName().toString();
    }

    private static void refused(TargetFolder folder, String name, String why) {
        IOException e = assertThrows(IOException.class, () -> folder.claim(name));
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
            Path place = new TargetFolder(folder, null, SafeNamesTest.POSIX, NameRules.EXACT, true).claim(name);
            assertTrue(place.startsWith(folder) && !place.equals(folder), name);
            assertEquals(place, place.normalize());
        } catch (IOException e) {
            assertTrue(e.getMessage() != null && !e.getMessage().isBlank());
        } finally {
            Files.delete(folder);
        }
    }

    @Test
    void namesThatWouldBeOneFileAreRefusedButForTheFirst() throws IOException {
        TargetFolder folder = new TargetFolder(temporary, null, SafeNamesTest.POSIX, NameRules.LOOSE, false);
        claim(folder, "Dir/\u00e9.txt");
        assertTrue(folder.isClaimed("DIR/E\u0301.txt"));
        refused(folder, "dir/E\u0301.TXT", "does not tell upper from lower case or composed");
        claim(folder, "dir/other");
        TargetFolder strict = new TargetFolder(temporary, null, SafeNamesTest.POSIX, NameRules.EXACT, true);
        claim(strict, "\u00e9");
        assertFalse(strict.isClaimed("e\u0301"));
        claim(strict, "e\u0301");
        refused(strict, "\u00e9", "another file of this download has the same name here.");
    }

    @Test
    void aRefusedNameTakesNoPlace() throws IOException {
        TargetFolder folder = new TargetFolder(temporary, null, SafeNamesTest.POSIX, NameRules.EXACT, true);
        refused(folder, "a/../b", "the name can't be used here");
        refused(folder, "a/../b", "the name can't be used here");
        assertFalse(folder.isClaimed("a/../b"));
    }

    @Test
    void aFolderIsAskedForItsRulesAndNothingOfThatIsLeft() throws IOException {
        for (Configuration system :
                List.of(Configuration.unix(), Configuration.osX(), Configuration.windows(), oneOfBothWays())) {
            try (FileSystem files = Jimfs.newFileSystem(system)) {
                Path folder = Files.createDirectory(files.getPath("target"));
                NameRules rules = NameRules.of(folder);
                assertEquals(
                        Files.exists(Files.createFile(folder.resolve("a")).resolveSibling("A")), rules.foldsCase());
                Files.createFile(folder.resolve("\u00e9"));
                assertEquals(Files.exists(folder.resolve("e\u0301")), rules.normalizes());
                try (Stream<Path> left = Files.list(folder)) {
                    assertEquals(2, left.count());
                }
            }
        }
    }

    private static Configuration oneOfBothWays() {
        return Configuration.unix().toBuilder()
                .setNameCanonicalNormalization(PathNormalization.NFD)
                .build();
    }

    /** The names of a million files in memory are 16 MiB at most, whatever their length. */
    @Test
    void manyNamesTakeLittleMemoryAndNoneIsTakenForAnother() {
        HashedNames names = new HashedNames();
        for (int i = 0; i < 200_000; i++) {
            assertTrue(names.add("some/folder/with/a/long/name/" + i));
        }
        for (int i = 0; i < 200_000; i++) {
            assertTrue(names.contains("some/folder/with/a/long/name/" + i));
            assertFalse(names.contains("other/" + i));
        }
        assertFalse(names.add("some/folder/with/a/long/name/0"));
    }

    @Test
    void theFolderItselfMayBeALinkOrStillMissing() throws IOException {
        Path real = Files.createDirectory(temporary.resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);
        assertEquals("a", claim(new TargetFolder(link, null, false), "dir/a"));
        assertEquals("a", claim(new TargetFolder(temporary.resolve("missing/too"), null, false), "dir/a"));
    }
}
