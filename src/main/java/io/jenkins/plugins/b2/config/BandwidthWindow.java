package io.jenkins.plugins.b2.config;

import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.b2.transfer.throttle.WeeklySchedule;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A stretch of the week with a bandwidth limit of its own. */
public final class BandwidthWindow implements Describable<BandwidthWindow> {
    private static final Logger LOGGER = Logger.getLogger(BandwidthWindow.class.getName());
    private static final Map<String, DayOfWeek> DAYS = days();

    private final String days;
    private final String from;
    private final String to;
    private final String maxBandwidth;

    /**
     * @param days such as {@code mon-fri} or {@code sat, sun}
     * @param from such as {@code 08:00}, in the controller's time zone
     * @param to exclusive; not after {@code from} means on the next day
     * @param maxBandwidth such as {@code 10 MB/s}; empty for none
     */
    @DataBoundConstructor
    public BandwidthWindow(String days, String from, String to, String maxBandwidth) {
        this.days = Util.fixNull(days).strip();
        this.from = Util.fixNull(from).strip();
        this.to = Util.fixNull(to).strip();
        this.maxBandwidth = Util.fixEmptyAndTrim(maxBandwidth);
    }

    public String getDays() {
        return days;
    }

    public String getFrom() {
        return from;
    }

    public String getTo() {
        return to;
    }

    public String getMaxBandwidth() {
        return maxBandwidth;
    }

    /**
     * @throws IllegalArgumentException saying what can't be understood
     */
    WeeklySchedule.Window toWindow() {
        field("days", () -> parseDays(days));
        field("from", () -> parseTime(from));
        field("to", () -> parseTime(to));
        field("maxBandwidth", () -> SizeFields.rate(maxBandwidth));
        return new WeeklySchedule.Window(
                parseDays(days), parseTime(from), parseTime(to), SizeFields.rate(maxBandwidth));
    }

    private static void field(String name, Runnable parse) {
        FormChecks.field(BandwidthWindow.class, "config", name, parse);
    }

    /** What is stored and can't be understood has no effect, which is told in the log. */
    static WeeklySchedule stored(List<BandwidthWindow> windows) {
        List<WeeklySchedule.Window> understood = new ArrayList<>();
        for (BandwidthWindow window : windows) {
            try {
                understood.add(window.toWindow());
            } catch (IllegalArgumentException e) {
                LOGGER.log(Level.WARNING, "A stored bandwidth limit has no effect: {0}", e.getMessage());
            }
        }
        return new WeeklySchedule(understood);
    }

    static Set<DayOfWeek> parseDays(String text) {
        Set<DayOfWeek> result = EnumSet.noneOf(DayOfWeek.class);
        for (String piece : text.toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String[] ends = piece.split("-", 2);
            DayOfWeek first = day(ends[0], text);
            DayOfWeek last = ends.length == 1 ? first : day(ends[1], text);
            for (DayOfWeek day = first; ; day = day.plus(1)) {
                result.add(day);
                if (day == last) {
                    break;
                }
            }
        }
        return result;
    }

    private static DayOfWeek day(String name, String text) {
        DayOfWeek day = DAYS.get(name);
        if (day == null) {
            throw new IllegalArgumentException(Messages.BandwidthWindow_badDays(text));
        }
        return day;
    }

    private static Map<String, DayOfWeek> days() {
        Map<String, DayOfWeek> days = new TreeMap<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            days.put(name, day);
            days.put(name.substring(0, 3), day);
        }
        return days;
    }

    static LocalTime parseTime(String text) {
        try {
            return LocalTime.parse(text.length() == 4 ? "0" + text : text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(Messages.BandwidthWindow_badTime(text), e);
        }
    }

    /** The form. */
    @Extension
    @Symbol("bandwidthWindow")
    public static final class DescriptorImpl extends Descriptor<BandwidthWindow> {
        @Override
        public String getDisplayName() {
            return Messages.BandwidthWindow_displayName();
        }

        @POST
        public FormValidation doCheckDays(@QueryParameter String value) {
            return FormChecks.admin(() -> parseDays(value));
        }

        @POST
        public FormValidation doCheckFrom(@QueryParameter String value) {
            return FormChecks.admin(() -> parseTime(value));
        }

        @POST
        public FormValidation doCheckTo(@QueryParameter String value) {
            return FormChecks.admin(() -> parseTime(value));
        }

        @POST
        public FormValidation doCheckMaxBandwidth(@QueryParameter String value) {
            return FormChecks.rate(null, value);
        }
    }
}
