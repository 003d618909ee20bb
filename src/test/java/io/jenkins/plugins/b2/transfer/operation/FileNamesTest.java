package io.jenkins.plugins.b2.transfer.operation;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What B2 would refuse is refused before anything is sent, in words. */
class FileNamesTest {
    private static TransferException refused(String name) {
        return assertThrows(TransferException.class, () -> FileNames.check(name));
    }

    private static TransferException refused(Map<String, String> info) {
        return assertThrows(TransferException.class, () -> FileNames.checkInfo("name", info, FileNames.MAX_INFO_BYTES));
    }

    @Property
    void whatPassesIsWhatB2Takes(@ForAll String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        boolean good = bytes >= 1 && bytes <= 1024 && name.chars().noneMatch(c -> c < 32 || c == 127 || c == 0xFFFD);
        if (good) {
            assertDoesNotThrow(() -> FileNames.check(name));
        } else {
            TransferException e = refused(name);
            assertEquals(Kind.USAGE, e.kind());
            assertFalse(e.getMessage().chars().anyMatch(c -> c < 32 || c == 127), "control characters in the message");
        }
    }

    @Test
    void controlCharactersReachNoMessage() {
        for (String name : new String[] {"\u001b[31m", "\n".repeat(2000), "\u001b\uFFFD"}) {
            assertFalse(refused(name).getMessage().chars().anyMatch(c -> c < 32));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "/", "//", "/a", "a/", "..", "a/../b", "\\", "C:\\x", "con", "a b+c%d#e?f&g", " ", "é", "😀"
            })
    void oddNamesThatB2TakesPass(String name) {
        assertDoesNotThrow(() -> FileNames.check(name));
    }

    @Property(tries = 100)
    void lengthCountsInBytes(@ForAll @IntRange(min = 250, max = 260) int emojis) {
        String name = "😀".repeat(emojis);
        if (4 * emojis <= FileNames.MAX_NAME_BYTES) {
            assertDoesNotThrow(() -> FileNames.check(name));
        } else {
            assertTrue(refused(name).getMessage().contains(4 * emojis + " bytes; B2 allows 1 to 1024"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "white space", "ümlaut", "slash/", "colon:", "new\nline"})
    void badInfoKeysAreNamed(String key) {
        TransferException e = refused(Map.of(key, "value"));
        assertEquals(Kind.USAGE, e.kind());
        assertTrue(e.getMessage().contains("'" + FileNames.printable(key) + "'"), e.getMessage());
    }

    @Test
    void anInfoKeyHasFiftyCharactersAtMost() {
        assertDoesNotThrow(() -> FileNames.checkInfo("name", Map.of("k".repeat(50), ""), FileNames.MAX_INFO_BYTES));
        refused(Map.of("k".repeat(51), ""));
    }

    @Test
    void keysThatBackblazeKeepsAreRefusedButForThoseWithAMeaning() {
        assertDoesNotThrow(
                () -> FileNames.checkInfo("name", Map.of("b2-cache-control", "no-cache"), FileNames.MAX_INFO_BYTES));
        assertTrue(refused(Map.of("b2-mine", "x")).getMessage().contains("b2-mine"));
    }

    @Test
    void nameAndInfoTogetherAreLimited() {
        assertTrue(refused(Map.of("key", "v".repeat(7000))).getMessage().contains("B2 allows 7000"));
    }
}
