package io.jenkins.plugins.b2.transfer.throttle;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;

/**
 * Limits by time of day and day of the week, in the time zone of the time that is asked for. Immutable.
 *
 * @param windows the first one that holds a moment decides
 */
public record WeeklySchedule(List<Window> windows) implements Serializable {

    /**
     * A stretch of time with a limit of its own.
     *
     * @param days on which it begins
     * @param from inclusive
     * @param to exclusive; at or before {@code from} it is meant on the next day
     * @param bytesPerSecond the limit, or {@link BandwidthLimiter#UNLIMITED}
     */
    public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, long bytesPerSecond)
            implements Serializable {
        public Window {
            days = Set.copyOf(days);
            BandwidthLimiter.checked(bytesPerSecond);
        }

        boolean holds(ZonedDateTime moment) {
            LocalTime time = moment.toLocalTime();
            DayOfWeek day = moment.getDayOfWeek();
            if (from.isBefore(to)) {
                return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
            }
            return (days.contains(day) && !time.isBefore(from)) || (days.contains(day.minus(1)) && time.isBefore(to));
        }
    }

    public WeeklySchedule {
        windows = List.copyOf(windows);
    }

    /** The limit at a moment, or the usual one when no window holds it. */
    public long rateAt(ZonedDateTime moment, long usual) {
        return windows.stream()
                .filter(window -> window.holds(moment))
                .findFirst()
                .map(Window::bytesPerSecond)
                .orElse(usual);
    }
}
