package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.util.XStream2;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.ListPosition;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Any number of rows becomes figures of a bounded size. */
class StorageFiguresTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long DAY = 86_400_000L;

    private static RemoteFile row(String name, String action, long size, long days) {
        return new RemoteFile(name, "id", action, size, null, null, NOW - days * DAY, Map.of(), null);
    }

    private static StorageFigures of(RemoteFile... rows) {
        StorageFigures figures = new StorageFigures("bucket", "");
        figures.add(List.of(rows), null, NOW);
        return figures;
    }

    private static StorageFigures reread(StorageFigures figures) {
        XStream2 xstream = new XStream2();
        return (StorageFigures) xstream.fromXML(xstream.toXML(figures));
    }

    private static List<String> forecast(StorageFigures figures, LifecycleRule rule) {
        return new LifecycleForecast(figures, NOW)
                .lines(List.of(rule)).stream()
                        .map(line -> line.effect() + " " + line.getDayText() + ", " + line.getWeekText() + ", "
                                + line.getMonthText())
                        .toList();
    }

    /** XML can't hold all names; a count goes on at the very name all the same. */
    @Test
    void anyNameCanBeKept() {
        StorageFigures figures = new StorageFigures("bucket", "");
        figures.add(
                List.of(row("a\uFFFF%2F+/b", "upload", 3, 1), row("a\uFFFF%2F+/b", "upload", 2, 2)),
                new ListPosition("a\uFFFF%2F+ \u0000/c", "id"),
                NOW);
        StorageFigures read = reread(figures);
        assertEquals("a\uFFFF%2F+ \u0000/c", read.next().name());
        assertEquals(1, read.all().getFiles());
        assertEquals(5, read.at("a\uFFFD%2F+/").getBytes());
    }

    @Test
    void theSmallestOfTooManyFoldersBecomeOne() {
        StorageFigures figures = new StorageFigures("bucket", "");
        int count = 0;
        for (int page = 0; page < 30; page++) {
            List<RemoteFile> rows = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String name = String.format("a%02d/b%03d/c/d/e", page, i);
                rows.add(row(name, "upload", page == 7 && i == 3 ? 1000 : 1, 5));
                count++;
            }
            figures.add(rows, new ListPosition("next", null), NOW);
        }
        StorageFigures read = reread(figures);
        assertEquals(count, read.all().getFiles());
        assertEquals(count + 999, read.all().getBytes());
        assertTrue(folders(read.all()) <= StorageFigures.MAX_FOLDERS, () -> "kept " + folders(read.all()));
        assertEquals(1000, read.at("a07/b003/c/").getBytes());
        assertNull(read.at("a07/b003/c/d/"));
        assertEquals("next", read.next().name());
        check(read.all());
    }

    private static int folders(PrefixFigures place) {
        return place.folders().values().stream()
                .mapToInt(folder -> 1 + folders(folder))
                .sum();
    }

    /** What is above is the sum of what is below. */
    private static void check(PrefixFigures place) {
        assertTrue(place.withoutFolders().getFiles() >= 0);
        if (!place.folders().isEmpty()) {
            assertEquals(0, place.withoutFolders().getBytes());
        }
        place.folders().values().forEach(StorageFiguresTest::check);
    }

    /** Pages end anywhere, also between the versions of a file. */
    @Test
    void aPageEndsWithinAFile() {
        StorageFigures figures = new StorageFigures("bucket", "");
        figures.add(List.of(row("a", "upload", 5, 3)), new ListPosition("a", "id"), NOW);
        figures = reread(figures);
        figures.add(List.of(row("a", "upload", 7, 9)), null, NOW + 2 * DAY);
        assertEquals(1, figures.all().getFiles());
        assertEquals(2, figures.all().getVersions());
        assertEquals(new Share(1, 7), figures.all().old().atLeast(3));
        assertEquals(Share.NONE, figures.all().old().atLeast(4));
    }

    @Test
    void whatARuleWillDoAndWhen() {
        StorageFigures figures = of(
                row("logs/a", "upload", 5, 10),
                row("logs/a", "upload", 3, 40),
                row("logs/b", "upload", 7, 31),
                row("logs/big", "start", 0, 8),
                row("logs/c", "hide", 0, 2),
                row("logs/c", "upload", 2, 90),
                row("other", "upload", 100, 1000));
        assertEquals(1, figures.all().getHidden());
        assertEquals(
                List.of("HIDES 1 (7 B), 1 (7 B), 2 (12 B)", "DELETES 1 (3 B), 3 (12 B), 4 (17 B)", "CANCELS 1, 1, 1"),
                forecast(figures, new LifecycleRule("logs/", 30, 7, 7)));
        assertEquals(List.of("HIDES 0, 0, 0"), forecast(figures, new LifecycleRule("nothing/", 1, null, null)));
        assertEquals(
                List.of("DELETES 2 (5 B), 2 (5 B), 2 (5 B)"), forecast(figures, new LifecycleRule("", null, 1, null)));
        assertEquals(
                List.of("HIDES up to 2 (12 B), up to 2 (12 B), up to 2 (12 B)"),
                forecast(figures, new LifecycleRule("logs/a", 1, null, null)));
    }

    @Test
    void agesAreKeptExactlyForAHundredDays() {
        Ages ages = new Ages();
        for (int day = 0; day < 5000; day++) {
            ages.add(day, 1);
        }
        for (int day = 0; day <= 100; day++) {
            assertEquals(5000 - day, ages.atLeast(day).count());
        }
        assertEquals(5000 - 110, ages.atLeast(119).count());
        assertEquals(1000, ages.atLeast(4500).count());
        assertEquals(5000, ages.atLeast(-3).count());
    }
}
