package io.jenkins.plugins.b2.monitor;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.init.Terminator;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.progress.TransferObserver;
import io.jenkins.plugins.b2.transfer.FileOutcome;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.File;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/**
 * Counts how operations through each global profile end, what was repeated, and files that were deleted, by the day and for a
 * week, in a file that outlives restarts. The file is written in the background some time after a change: what a crash takes
 * away is not missed. Thread-safe.
 */
@Extension
public final class TransferStatistics implements TransferObserver {
    /** Today and the days before it that are kept. */
    public static final int DAYS = 7;
    /** Of those that were used last. */
    static final int MAX_PROFILES = 100;

    private static final Logger LOGGER = Logger.getLogger(TransferStatistics.class.getName());
    private static final long WRITE_AFTER_SECONDS = 30;

    /** By the profile's name and the day since 1970; null before it is read. */
    private Map<String, TreeMap<Long, DayFigures>> figures;

    private boolean unwritten;

    public static TransferStatistics get() {
        return ExtensionList.lookupSingleton(TransferStatistics.class);
    }

    private static XmlFile file() {
        return new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), "backblaze-b2/statistics.xml"));
    }

    private static long today() {
        return LocalDate.now().toEpochDay();
    }

    @Override
    public void retried(ActiveTransfer transfer, String cause, long count) {
        if (isCounted(transfer)) {
            count(transfer.origin().target().profile(), today(), day -> day.retried(cause, count));
        }
    }

    @Override
    public void fileDone(ActiveTransfer transfer, FileResult result) {
        if (transfer.origin().target().global() && result.outcome() == FileOutcome.DELETED && !result.dryRun()) {
            count(transfer.origin().target().profile(), today(), DayFigures::deleted);
        }
    }

    @Override
    public void ended(ActiveTransfer transfer) {
        if (!isCounted(transfer)) {
            return;
        }
        String profile = transfer.origin().target().profile();
        if (transfer.isSucceeded()) {
            count(profile, today(), DayFigures::succeeded);
        } else if (!transfer.failures().isEmpty()) {
            count(profile, today(), day -> day.failed(transfer.failures()));
        }
    }

    /**
     * A test is no work: it succeeds where it finds that something fails. What is tried until it succeeds would outnumber all
     * else while it fails.
     */
    private static boolean isCounted(ActiveTransfer transfer) {
        ActiveTransfer.Origin origin = transfer.origin();
        return origin.target().global() && origin.verb() != Verb.TEST_CONNECTION && !origin.untilDone();
    }

    /**
     * Adds to what is known of a day.
     *
     * @param day since 1970
     */
    synchronized void count(String profile, long day, Consumer<DayFigures> news) {
        Map<Long, DayFigures> days = figures().computeIfAbsent(profile, name -> new TreeMap<>());
        news.accept(days.computeIfAbsent(day, date -> new DayFigures()));
        forget(day);
        if (!unwritten) {
            unwritten = true;
            Timer.get().schedule(this::write, WRITE_AFTER_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void forget(long today) {
        figures.values().forEach(days -> days.headMap(today - DAYS, true).clear());
        figures.values().removeIf(Map::isEmpty);
        while (figures.size() > MAX_PROFILES) {
            figures.entrySet().stream()
                    .min(Comparator.comparing(known -> known.getValue().lastKey()))
                    .ifPresent(oldest -> figures.remove(oldest.getKey()));
        }
    }

    /** What is known of the last {@link #DAYS} days, today among them. */
    public RecentFigures recent(String profile) {
        return recent(profile, today());
    }

    synchronized RecentFigures recent(String profile, long today) {
        DayFigures sum = new DayFigures();
        figures()
                .getOrDefault(profile, new TreeMap<>())
                .tailMap(today - DAYS, false)
                .values()
                .forEach(sum::add);
        return sum.recent();
    }

    @SuppressWarnings("unchecked")
    private Map<String, TreeMap<Long, DayFigures>> figures() {
        if (figures == null) {
            figures = new TreeMap<>();
            XmlFile file = file();
            try {
                if (file.exists()) {
                    figures.putAll((Map<String, TreeMap<Long, DayFigures>>) file.read());
                }
            } catch (IOException | ClassCastException e) {
                LOGGER.log(Level.WARNING, e, () -> "Could not read " + file);
            }
        }
        return figures;
    }

    /** Writes a copy, since those who count must not wait for the disk. */
    void write() {
        Map<String, TreeMap<Long, DayFigures>> copy = new TreeMap<>();
        synchronized (this) {
            if (!unwritten) {
                return;
            }
            unwritten = false;
            figures.forEach((profile, days) -> {
                TreeMap<Long, DayFigures> copied = new TreeMap<>();
                days.forEach((day, known) -> {
                    DayFigures counted = new DayFigures();
                    counted.add(known);
                    copied.put(day, counted);
                });
                copy.put(profile, copied);
            });
        }
        try {
            file().write(copy);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not keep the statistics of transfers", e);
        }
    }

    /** What was counted last is not lost by a restart that was asked for. */
    @Terminator
    public static void writeAtTheEnd() {
        get().write();
    }
}
