package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What lifecycle rules do to what is stored, by the ages that were found. B2 applies rules about once a day, so days are
 * meant loosely. Immutable.
 */
public final class LifecycleForecast {
    private static final long DAY = 86_400_000L;

    private final StorageFigures figures;
    private final long daysSince;

    /**
     * @param nowMillis milliseconds since 1970
     */
    LifecycleForecast(StorageFigures figures, long nowMillis) {
        this.figures = figures;
        this.daysSince = Math.max(0, (nowMillis - figures.getAsOf()) / DAY);
    }

    /** What a rule does to files. */
    enum Effect {
        HIDES,
        DELETES,
        CANCELS
    }

    /**
     * One effect of a rule.
     *
     * @param day what it does within a day; what is overdue, too
     * @param week within seven days, those of the day included
     * @param month within thirty days, those of the week included
     * @param atMost whether its prefix is not one by which was counted, so that these are figures of a wider one
     */
    public record Line(LifecycleRule rule, Effect effect, Share day, Share week, Share month, boolean atMost) {
        public String getSentence() {
            return rule.sentence();
        }

        public String getEffectText() {
            return switch (effect) {
                case HIDES -> Messages.LifecycleForecast_hides();
                case DELETES -> Messages.LifecycleForecast_deletes();
                case CANCELS -> Messages.LifecycleForecast_cancels();
            };
        }

        public String getDayText() {
            return text(day);
        }

        public String getWeekText() {
            return text(week);
        }

        public String getMonthText() {
            return text(month);
        }

        private String text(Share share) {
            return atMost && share.count() > 0 ? Messages.LifecycleForecast_atMost(share.getText()) : share.getText();
        }
    }

    /** What each of the rules does, in their order; of each, only what it does at all. */
    List<Line> lines(List<LifecycleRule> rules) {
        List<Line> lines = new ArrayList<>();
        for (LifecycleRule rule : rules) {
            Place place = place(rule.fileNamePrefix());
            if (rule.daysFromUploadingToHiding() != null) {
                lines.add(line(rule, place, Effect.HIDES));
            }
            if (rule.daysFromHidingToDeleting() != null) {
                lines.add(line(rule, place, Effect.DELETES));
            }
            if (rule.daysFromStartingToCancelingUnfinishedLargeFiles() != null) {
                lines.add(line(rule, place, Effect.CANCELS));
            }
        }
        return lines;
    }

    private Line line(LifecycleRule rule, Place place, Effect effect) {
        return new Line(
                rule,
                effect,
                share(rule, place.figures(), effect, 1),
                share(rule, place.figures(), effect, 7),
                share(rule, place.figures(), effect, 30),
                place.atMost());
    }

    private Share share(LifecycleRule rule, PrefixFigures place, Effect effect, int withinDays) {
        long ahead = daysSince + withinDays;
        return switch (effect) {
            case HIDES -> place.visible().atLeast(rule.daysFromUploadingToHiding() - ahead);
            case CANCELS -> place.unfinished().atLeast(rule.daysFromStartingToCancelingUnfinishedLargeFiles() - ahead);
            case DELETES -> deleted(rule, place, ahead);
        };
    }

    /** What is hidden by now, and what the same rule hides soon enough. */
    private static Share deleted(LifecycleRule rule, PrefixFigures place, long ahead) {
        int kept = rule.daysFromHidingToDeleting();
        Share old = place.old().atLeast(kept - ahead);
        Integer hide = rule.daysFromUploadingToHiding();
        return hide == null || kept > ahead ? old : old.plus(place.visible().atLeast(hide + kept - ahead));
    }

    /**
     * @param atMost whether it holds more than what was asked for
     */
    private record Place(PrefixFigures figures, boolean atMost) {}

    private Place place(String prefix) {
        if (figures.getPrefix().startsWith(prefix)) {
            return new Place(figures.all(), false);
        }
        if (!prefix.startsWith(figures.folder())) {
            return new Place(new PrefixFigures(), false);
        }
        PrefixFigures here = figures.all();
        int start = figures.folder().length();
        int end;
        for (int depth = 0; (end = prefix.indexOf('/', start)) >= 0; depth++) {
            PrefixFigures below = here.folders().get(prefix.substring(start, end));
            if (below == null) {
                return unknown(here, depth);
            }
            here = below;
            start = end + 1;
        }
        return start == prefix.length() ? new Place(here, false) : begun(here, prefix.substring(start));
    }

    /** A folder that is not kept: with the others, deeper than was counted, or not there. */
    private static Place unknown(PrefixFigures here, int depth) {
        if (depth == StorageFigures.MAX_DEPTH) {
            return new Place(here, true);
        }
        return here.others() == null ? new Place(new PrefixFigures(), false) : new Place(here.others(), true);
    }

    /** Names that begin like this can be files, of which nothing is known, or those of folders. */
    private static Place begun(PrefixFigures here, String beginning) {
        Map<String, PrefixFigures> folders = here.folders();
        boolean possible = here.others() != null
                || folders.keySet().stream().anyMatch(name -> name.startsWith(beginning))
                || hasFiles(here);
        return possible ? new Place(here, true) : new Place(new PrefixFigures(), false);
    }

    private static boolean hasFiles(PrefixFigures here) {
        PrefixFigures files = here.withoutFolders();
        return files.getVersions() + files.getUnfinished() > 0;
    }
}
