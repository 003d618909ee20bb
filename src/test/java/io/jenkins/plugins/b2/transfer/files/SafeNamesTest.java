package io.jenkins.plugins.b2.transfer.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that strangers chose, on both kinds of file system. */
class SafeNamesTest {
    static final SafeNames POSIX = new SafeNames(false);
    static final SafeNames WINDOWS = new SafeNames(true);

    private static final List<String> HOSTILE = List.of(
            "..",
            ".",
            "",
            "/",
            "\\",
            "C:",
            "c:\\x",
            "CON",
            "nul.txt",
            "com1",
            "COM¹",
            "LPT9.log",
            "aux ",
            "a.",
            "a ",
            "...",
            ".. ",
            "..\\..",
            "a:b",
            "a\u0000b",
            "a\nb",
            "\u007f",
            "~",
            "$HOME",
            "-rf",
            "a*b",
            "a?b",
            "\"",
            "<|>",
            "\\\\server\\share",
            "\uD83D\uDE00",
            "\uD800",
            "é",
            "e\u0301",
            "x".repeat(255),
            "x".repeat(256),
            "ü".repeat(128),
            "file",
            "dir");

    static Arbitrary<String> hostileNames() {
        Arbitrary<String> segment = Arbitraries.oneOf(
                Arbitraries.of(HOSTILE), Arbitraries.strings().all().ofMaxLength(4), Arbitraries.of("a", "b", "dir"));
        return Combinators.combine(segment.list().ofMinSize(1).ofMaxSize(5), Arbitraries.of("/", "/", "/", "//", "\\"))
                .as((segments, slash) -> String.join(slash, segments));
    }

    @Provide
    Arbitrary<String> names() {
        return hostileNames();
    }

    @Property(tries = 3000)
    void anAcceptedNameStaysBelowTheFolderOnPosix(@ForAll("names") String name) {
        if (POSIX.objection(name) != null) {
            return;
        }
        Path folder = Path.of("/some/folder");
        Path place;
        try {
            place = folder.resolve(name);
        } catch (InvalidPathException e) {
            return;
        }
        assertTrue(place.normalize().startsWith(folder), name);
        assertEquals(place.normalize(), place, name);
        assertNotEquals(folder, place, name);
        assertEquals(name.split("/").length, place.getNameCount() - folder.getNameCount(), name);
    }

    /** What Windows would make of the name: separators of both kinds, dots and spaces at the end dropped, devices. */
    @Property(tries = 3000)
    void anAcceptedNameStaysBelowTheFolderOnWindows(@ForAll("names") String name) {
        if (WINDOWS.objection(name) != null) {
            return;
        }
        assertTrue(name.chars().noneMatch(c -> "\\:*?\"<>|".indexOf(c) >= 0 || c < 32), name);
        for (String segment : name.split("/", -1)) {
            String seen = segment.replaceFirst("[. ]+$", "");
            assertEquals(segment, seen, name);
            assertTrue(!seen.isEmpty(), name);
            String stem = seen.replaceFirst("\\..*", "").stripTrailing().toUpperCase(Locale.ROOT);
            assertTrue(!stem.matches("CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]"), name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..", "../a", "a/../b", "a/..", ".", "a/./b", "/a", "//a", "a//b", "a/", "", "a\nb", "a\u0000", "\u007f"
            })
    void refusedEverywhere(String name) {
        assertNotNull(POSIX.objection(name), "accepted on POSIX");
        assertNotNull(WINDOWS.objection(name), "accepted on Windows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C:a",
                "c:/a",
                "a\\b",
                "..\\a",
                "CON",
                "con",
                "nul.txt",
                "a/COM1.log",
                "COM¹",
                "lpt³.x",
                "aux .txt",
                "a.",
                "a ",
                "dir./a",
                "a:stream",
                "a?",
                "\\\\server\\share\\a",
                "CONIN$"
            })
    void refusedOnWindowsOnly(String name) {
        assertNull(POSIX.objection(name));
        assertNotNull(WINDOWS.objection(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a/b", ".a", "..a", "a..", "...a", "con1", "console", "a b", "ü/😀", "COM10", "xCON", "a~1"
            })
    void ordinaryNamesPass(String name) {
        assertNull(POSIX.objection(name));
        if (!name.endsWith(".")) {
            assertNull(WINDOWS.objection(name));
        }
    }

    @Property
    void namesThatDifferInCaseOrFormAreOneWhereTheFileSystemSaysSo(@ForAll("names") String name) {
        oneOnMac(name);
        assertEquals(name, NameRules.EXACT.key(name));
    }

    @Test
    void everyLetterCollidesWithItsOtherForms() {
        for (int letter = 1; letter < 0x20000; letter++) {
            if (Character.isLetter(letter)) {
                oneOnMac("a" + Character.toString(letter));
            }
        }
    }

    private static void oneOnMac(String name) {
        String key = NameRules.LOOSE.key(name);
        assertEquals(key, NameRules.LOOSE.key(name.toUpperCase(Locale.ROOT)));
        assertEquals(key, NameRules.LOOSE.key(name.toLowerCase(Locale.ROOT)));
        assertEquals(key, NameRules.LOOSE.key(Normalizer.normalize(name, Normalizer.Form.NFD)));
    }
}
