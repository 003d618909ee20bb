package io.jenkins.plugins.b2.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.standalone.CommandTester.Run;
import io.jenkins.plugins.b2.transfer.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class ConsoleTest {
    private static final Progress HALF =
            new Progress(3, 9, 1_288_490_188L, 2_576_980_377L, 48_900_000, 1, Duration.ofSeconds(26), 5);

    @Test
    void plainProgressReadsLikeASentence() {
        assertEquals(" 49%  1.2 GiB of 2.4 GiB  48.9 MB/s  27 s left  (1 retry)", ProgressText.plain(HALF));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 20, 30, 40, 60, 80, 100, 200})
    void theBarFitsEveryWindow(int width) {
        assertTrue(ProgressText.bar(HALF, width).length() < Math.max(2, width), ProgressText.bar(HALF, width));
    }

    @Test
    void theBarKeepsItsWidthWhileNumbersGrow() {
        Progress start = new Progress(0, 9, 0, 2_576_980_377L, 0, 0, Duration.ZERO, 5);
        Progress end = new Progress(8, 9, 2_576_980_376L, 2_576_980_377L, 999_000_000, 0, Duration.ofSeconds(26), 5);
        assertEquals(
                ProgressText.bar(start, 80).length(), ProgressText.bar(end, 80).length());
    }

    @Test
    void aDeletionCountsFiles() {
        Progress progress = new Progress(3, 9, 0, -1, 0, 0, Duration.ofSeconds(1), 5);
        assertEquals(" 33%  3 of 9 files", ProgressText.plain(progress));
        assertTrue(ProgressText.bar(progress, 80).contains("3 of 9 files"));
    }

    @Test
    void linesBreakBetweenWordsAndNotBeforeUnits() {
        String text = Text.wrapped("  upload 3 files, 2.4 GiB -> main:releases/42/ (limit 50 MB/s)", 30);
        assertTrue(text.lines().allMatch(line -> line.length() < 30), text);
        assertFalse(text.contains("2.4" + System.lineSeparator()), text);
        assertEquals("short", Text.wrapped("short", 30));
    }

    @Test
    void aTerminalGetsABarThatEachMessageMakesRoomFor(@TempDir Path folder) throws IOException {
        try (CommandTester tester = new CommandTester()) {
            Path source = Files.write(folder.resolve("a.bin"), new byte[3_000_000]);
            Run run = CommandTester.run(
                    tester.environment(), Terminal.of(80, false), "upload", source, "--max-bandwidth", "6MB/s");
            assertEquals(0, run.code(), run.err());
            assertTrue(run.err().contains("%  ["), run.err());
            String last = run.err().lines().reduce((a, b) -> b).orElse("");
            assertTrue(last.contains("1 file, 2.9 MiB in"), last);
            long off = run.err().split("\u001b\\[\\?7l", -1).length;
            long on = run.err().split("\u001b\\[\\?7h", -1).length;
            assertEquals(off, on, "each drawing leaves the terminal as it was");
        }
    }

    @Test
    void helpShowsExitCodesEnvironmentAndExamplesInEightyColumns() {
        for (String command : new String[] {
            "", "upload", "download", "list", "delete", "test-connection", "info", "decrypt", "emulator", "demo"
        }) {
            Run run = command.isEmpty()
                    ? CommandTester.run(Map.of(), "--help")
                    : CommandTester.run(Map.of(), command, "--help");
            assertEquals(0, run.code(), run.err());
            assertTrue(run.out().contains("Exit codes:"), command);
            assertTrue(run.out().lines().allMatch(line -> line.length() <= 80), run.out());
        }
        assertTrue(CommandTester.run(Map.of(), "upload", "--help").out().contains("B2_APPLICATION_KEY_ID"));
        assertTrue(CommandTester.run(Map.of(), "--version").out().startsWith("b2j (backblaze-b2)"));
    }

    @Test
    void theDemoTellsItsStoryAndLeavesNothing() {
        Run run = CommandTester.runDemo(6_000_000);
        assertEquals(0, run.code(), run.out() + run.err());
        assertTrue(run.out().matches("(?s).*: (\\d+) of \\1 files are the same.*"), run.out());
        assertTrue(run.out().contains("Refused with exit code 5"), run.out());
        assertTrue(run.out().contains("Files left in the bucket: 0."), run.out());
        String home = run.out()
                .lines()
                .filter(line -> line.startsWith("$ cd "))
                .findFirst()
                .orElseThrow();
        assertFalse(Files.exists(Path.of(home.substring("$ cd ".length()))));
    }
}
