package io.jenkins.plugins.b2.transfer.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits by day and time, also around midnight and when the clocks change. */
class WeeklyScheduleTest {
    private static final long USUAL = 7;
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Set<DayOfWeek> ALL = EnumSet.allOf(DayOfWeek.class);

    private static WeeklySchedule schedule(Set<DayOfWeek> days, String from, String to) {
        return new WeeklySchedule(
                List.of(new WeeklySchedule.Window(days, LocalTime.parse(from), LocalTime.parse(to), 1)));
    }

    private static ZonedDateTime berlin(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN);
    }

    /** 2026-11-20 is a Friday. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-20T21:59:59, 7",
        "2026-11-20T22:00:00, 1",
        "2026-11-20T23:59:59, 1",
        "2026-11-21T00:00:00, 1",
        "2026-11-21T05:59:59, 1",
        "2026-11-21T06:00:00, 7",
        "2026-11-21T22:00:00, 7",
        "2026-11-20T01:00:00, 7",
    })
    void aWindowOverMidnightBelongsToTheDayOnWhichItBegins(String moment, long rate) {
        WeeklySchedule fridayNight = schedule(Set.of(DayOfWeek.FRIDAY), "22:00", "06:00");
        assertEquals(rate, fridayNight.rateAt(berlin(moment), USUAL));
    }

    @Test
    void aWindowFromSundayReachesIntoMonday() {
        WeeklySchedule sundayNight = schedule(Set.of(DayOfWeek.SUNDAY), "23:00", "01:00");
        assertEquals(1, sundayNight.rateAt(berlin("2026-11-23T00:30:00"), USUAL));
    }

    @Property
    void aWindowThatEndsWhenItBeginsLastsADay(
            @ForAll @IntRange(max = 23) int start, @ForAll @IntRange(max = 7 * 24 * 60 - 1) int minute) {
        String time = String.format("%02d:00", start);
        ZonedDateTime monday = berlin("2026-11-16T00:00:00");
        ZonedDateTime moment = monday.plusMinutes(minute);
        boolean held = schedule(Set.of(DayOfWeek.TUESDAY), time, time).rateAt(moment, USUAL) == 1;
        ZonedDateTime begin = monday.plusDays(1).withHour(start);
        assertEquals(!moment.isBefore(begin) && moment.isBefore(begin.plusDays(1)), held);
        assertEquals(1, schedule(ALL, time, time).rateAt(moment, USUAL));
    }

    @Property
    void everyMomentIsInOneOfTwoWindowsThatShareTheDay(
            @ForAll @IntRange(max = 1439) int from,
            @ForAll @IntRange(max = 1439) int to,
            @ForAll @IntRange(max = 7 * 1440 - 1) int minute) {
        LocalTime start = LocalTime.MIDNIGHT.plusMinutes(from);
        LocalTime end = LocalTime.MIDNIGHT.plusMinutes(to == from ? (to + 1) % 1440 : to);
        WeeklySchedule day = new WeeklySchedule(
                List.of(new WeeklySchedule.Window(ALL, start, end, 1), new WeeklySchedule.Window(ALL, end, start, 2)));
        ZonedDateTime moment = berlin("2026-11-16T00:00:00").plusMinutes(minute);
        boolean first = new WeeklySchedule(List.of(day.windows().get(0))).rateAt(moment, USUAL) == 1;
        boolean second = new WeeklySchedule(List.of(day.windows().get(1))).rateAt(moment, USUAL) == 2;
        assertTrue(first != second, moment + " is in both or neither");
        assertEquals(first ? 1 : 2, day.rateAt(moment, USUAL));
    }

    /** In Berlin, 02:00 to 03:00 does not exist on 2026-03-29 and happens twice on 2026-10-25. */
    @Test
    void windowsGoByTheClockOnTheWallWhenItIsChanged() {
        WeeklySchedule night = schedule(ALL, "01:30", "03:30");
        ZonedDateTime spring = berlin("2026-03-29T00:00:00");
        assertEquals(1, night.rateAt(spring.plusMinutes(119), USUAL), "01:59");
        assertEquals(1, night.rateAt(spring.plusMinutes(120), USUAL), "03:00");
        assertEquals(1, night.rateAt(spring.plusMinutes(149), USUAL), "03:29");
        assertEquals(USUAL, night.rateAt(spring.plusMinutes(150), USUAL), "03:30");
        WeeklySchedule twice = schedule(ALL, "02:00", "03:00");
        ZonedDateTime autumn = berlin("2026-10-25T00:00:00");
        assertEquals(1, twice.rateAt(autumn.plusMinutes(120), USUAL), "02:00 for the first time");
        assertEquals(1, twice.rateAt(autumn.plusMinutes(239), USUAL), "02:59 for the second time");
        assertEquals(USUAL, twice.rateAt(autumn.plusMinutes(240), USUAL), "03:00");
    }

    @Test
    void theFirstWindowDecides() {
        WeeklySchedule both = new WeeklySchedule(List.of(
                new WeeklySchedule.Window(ALL, LocalTime.of(8, 0), LocalTime.of(18, 0), 1),
                new WeeklySchedule.Window(ALL, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, BandwidthLimiter.UNLIMITED)));
        assertEquals(1, both.rateAt(berlin("2026-11-20T12:00:00"), USUAL));
        assertEquals(BandwidthLimiter.UNLIMITED, both.rateAt(berlin("2026-11-20T18:00:00"), USUAL));
    }

    @Test
    void aNegativeLimitIsRefused() {
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> new WeeklySchedule.Window(ALL, LocalTime.MIDNIGHT, LocalTime.NOON, -1));
        assertTrue(e.getMessage().contains("-1") && e.getMessage().contains("0 (none) or more"), e.getMessage());
    }
}
