package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One profile's storage as the page shows it, from what is kept; nothing is asked of B2. */
public final class StorageView {
    /** Of the drawing of its growth, in units of its own. */
    private static final double WIDTH = 600;

    private static final double HEIGHT = 100;
    /** Of a bar, likewise. */
    private static final double BAR = 100;

    private static final int ROWS_PER_CALL = 1000;
    private static final BigDecimal TERABYTE = BigDecimal.TEN.pow(12);

    private final String profile;
    private final StorageRecord record;
    /** Null before the first count. */
    private final StorageFigures last;

    /** Null where none ended early or is under way. */
    private final StorageFigures partial;

    private final String path;
    private final StorageSettings settings;
    private final boolean running;

    /**
     * @param path of the folder to show, with a slash at its end; empty for all
     */
    StorageView(String profile, String path, StorageSettings settings, boolean running) {
        this.profile = profile;
        this.record = StorageRecord.read(profile);
        this.last = record.last();
        this.partial = record.partial();
        this.path = path;
        this.settings = settings;
        this.running = running;
    }

    public String getProfile() {
        return profile;
    }

    public String getUrl() {
        return url("");
    }

    private String url(String prefix) {
        String url = "?profile=" + Util.rawEncode(profile);
        return prefix.isEmpty() ? url : url + "&prefix=" + Util.rawEncode(prefix);
    }

    /** Of the last count that came to its end; null before the first. */
    @CheckForNull
    public StorageFigures getFigures() {
        return last;
    }

    public PrefixFigures getAll() {
        return last.all();
    }

    /** Whether it is being counted. */
    public boolean isRunning() {
        return running;
    }

    /** Whether there is a count that ended early, with which one can go on. */
    public boolean isBegun() {
        return partial != null && !running;
    }

    /** Rows of the count that is under way, or ended early. */
    public long getRowsSoFar() {
        return partial == null ? 0 : partial.getRows();
    }

    /** Why the last count ended early, or its figures could not be saved; null when all is well. */
    @CheckForNull
    public String getError() {
        if (running) {
            return null;
        }
        return record.error() == null ? StorageGatherer.get().unsaved(profile) : record.error();
    }

    public String getAge() {
        return Ago.of(last.getAsOf());
    }

    public String getCost() {
        return cost(getAll().getBytes());
    }

    /** Empty where nobody has said what storage costs. */
    private String cost(long bytes) {
        BigDecimal price = settings.price();
        if (price == null) {
            return "";
        }
        BigDecimal dollars = price.multiply(BigDecimal.valueOf(bytes)).divide(TERABYTE);
        return "$" + dollars.setScale(2, RoundingMode.HALF_UP).toPlainString();
    }

    /** What a count takes, as far as that is known. */
    public String getCalls() {
        if (last == null) {
            return Messages.StorageView_unknownCalls();
        }
        long left = last.getRows() - (isBegun() ? partial.getRows() : 0);
        return Messages.StorageView_calls(Math.max(1, (left + ROWS_PER_CALL - 1) / ROWS_PER_CALL));
    }

    /** The folder that is shown; null when it is not known. */
    @CheckForNull
    public PrefixFigures getPlace() {
        return last.at(path);
    }

    /**
     * A part of the way down.
     *
     * @param url null for where one is
     */
    public record Crumb(String name, @CheckForNull String url) {}

    public List<Crumb> getCrumbs() {
        String top = last.getPrefix().isEmpty() ? last.getBucket() : last.getPrefix();
        List<Crumb> crumbs = new ArrayList<>();
        crumbs.add(new Crumb(top, path.isEmpty() ? null : url("")));
        int end = last.folder().length();
        int start = end;
        while ((end = path.indexOf('/', end) + 1) > 0) {
            crumbs.add(
                    new Crumb(path.substring(start, end), end == path.length() ? null : url(path.substring(0, end))));
            start = end;
        }
        return crumbs;
    }

    /**
     * A row of the table of folders.
     *
     * @param url where to go down; null where there is nothing below
     * @param bar its part of the folder above, 0 to 100
     */
    public record Folder(
            String name,
            @CheckForNull String url,
            long files,
            long versions,
            long hidden,
            long unfinished,
            long bytes,
            String cost,
            double bar) {
        public String getSizeText() {
            return ByteSize.format(bytes);
        }
    }

    /** What lies right below, the largest first; at the end what is too small to be kept, and the files themselves. */
    public List<Folder> getFolders() {
        PrefixFigures place = getPlace();
        if (place == null) {
            return List.of();
        }
        String here = path.isEmpty() ? last.folder() : path;
        List<Folder> rows = new ArrayList<>();
        place.folders().forEach((name, folder) -> {
            boolean deeper = !folder.folders().isEmpty() || folder.others() != null;
            rows.add(row(name + "/", deeper ? url(here + name + "/") : null, folder, place));
        });
        rows.sort(Comparator.comparingLong(Folder::bytes).reversed());
        if (place.others() != null) {
            rows.add(row(Messages.StorageView_others(), null, place.others(), place));
        }
        PrefixFigures files = place.withoutFolders();
        if (files.getVersions() + files.getHidden() + files.getUnfinished() > 0) {
            rows.add(row(Messages.StorageView_files(), null, files, place));
        }
        return rows;
    }

    private Folder row(String name, @CheckForNull String url, PrefixFigures figures, PrefixFigures above) {
        return new Folder(
                name,
                url,
                figures.getFiles(),
                figures.getVersions(),
                figures.getHidden(),
                figures.getUnfinished(),
                figures.getBytes(),
                cost(figures.getBytes()),
                above.getBytes() == 0 ? 0 : BAR * figures.getBytes() / above.getBytes());
    }

    /** Whether the key could read the bucket's rules. */
    public boolean isRulesKnown() {
        return last.rules() != null;
    }

    public List<LifecycleForecast.Line> getForecast() {
        List<LifecycleRule> rules = last.rules();
        return rules == null ? List.of() : new LifecycleForecast(last, System.currentTimeMillis()).lines(rules);
    }

    /** Points of a line, bytes by day; empty for less than two days. */
    public String getLine() {
        List<StorageRecord.Point> points = record.history();
        if (points.size() < 2) {
            return "";
        }
        long first = points.get(0).day;
        double days = points.get(points.size() - 1).day - first;
        double most = Math.max(
                1, points.stream().mapToLong(point -> point.bytes).max().orElse(1));
        return points.stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        WIDTH * (point.day - first) / days,
                        HEIGHT - HEIGHT * point.bytes / most))
                .collect(Collectors.joining(" "));
    }

    /** The same in words. */
    public String getGrowth() {
        StorageRecord.Point from = record.history().get(0);
        StorageRecord.Point to = record.history().get(record.history().size() - 1);
        return from == to
                ? Messages.StorageView_firstDay(ByteSize.format(from.bytes), from.date())
                : Messages.StorageView_growth(
                        ByteSize.format(from.bytes), from.date(), ByteSize.format(to.bytes), to.date());
    }
}
