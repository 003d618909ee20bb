package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.b2.transfer.ByteSize;
import io.jenkins.plugins.b2.transfer.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import jenkins.model.TransientActionFactory;

/**
 * On the page of a job: what its newest build moved, and how its builds compare. Reads
 * no more than what builds keep in their {@code build.xml}.
 */
public final class JobReport implements Action {
    /** So many builds are compared. */
    private static final int BUILDS = 30;
    /** Jobs none of whose newest builds moved anything show nothing, and have no more builds loaded. */
    private static final int NEWEST = 3;

    private static final int BAR_WIDTH = 6;
    private static final int STEP = 8;
    private static final int HEIGHT = 24;

    private final Job<?, ?> job;

    private JobReport(Job<?, ?> job) {
        this.job = job;
    }

    /** Adds it to all jobs. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            return List.of(new JobReport(target));
        }
    }

    /**
     * One build in a row of bars.
     *
     * @param text the build and the value
     * @param height of 24
     */
    public record Bar(String url, String text, int x, int height, boolean failed) {
        public int y() {
            return HEIGHT - height;
        }

        public int width() {
            return BAR_WIDTH;
        }
    }

    /**
     * One value over builds, the oldest first.
     *
     * @param newest value in words
     */
    public record Row(String name, String newest, List<Bar> bars) {}

    private record Known(BuildReport report, Totals totals) {}

    /** Null where none of the newest builds moved anything. */
    public BuildReport getNewest() {
        int looked = 0;
        for (Run<?, ?> run = job.getLastBuild(); run != null && looked < NEWEST; run = run.getPreviousBuild()) {
            BuildReport report = run.getAction(BuildReport.class);
            if (report != null) {
                return report;
            }
            looked++;
        }
        return null;
    }

    /** Empty where there is nothing to compare. */
    public List<Row> getRows() {
        List<Known> reports = known();
        if (reports.size() < 2) {
            return List.of();
        }
        return List.of(
                row(reports, Messages.JobReport_size(), Totals::getBytes, ByteSize::format),
                row(reports, Messages.JobReport_files(), Totals::getFiles, String::valueOf),
                row(reports, Messages.JobReport_time(), Totals::getMillis, ms -> TimeText.of(Duration.ofMillis(ms))),
                row(reports, Messages.JobReport_rate(), Totals::getRate, ByteSize::formatRate),
                row(reports, Messages.JobReport_retries(), Totals::getRetries, String::valueOf));
    }

    /** The oldest first. */
    private List<Known> known() {
        List<Known> reports = new ArrayList<>();
        if (getNewest() != null) {
            int looked = 0;
            for (Run<?, ?> run = job.getLastBuild(); run != null && looked < BUILDS; run = run.getPreviousBuild()) {
                BuildReport report = run.getAction(BuildReport.class);
                Totals totals = report == null ? null : report.getStoredTotals();
                if (totals != null) {
                    reports.add(new Known(report, totals));
                }
                looked++;
            }
            Collections.reverse(reports);
        }
        return reports;
    }

    private static Row row(List<Known> reports, String name, ToLongFunction<Totals> value, LongFunction<String> text) {
        long most = reports.stream()
                .mapToLong(report -> value.applyAsLong(report.totals()))
                .max()
                .orElse(0);
        List<Bar> bars = new ArrayList<>();
        String newest = "";
        for (Known known : reports) {
            BuildReport report = known.report();
            Totals totals = known.totals();
            long each = value.applyAsLong(totals);
            newest = text.apply(each);
            int height = each == 0 ? 0 : (int) Math.max(1, (double) HEIGHT * each / most);
            bars.add(new Bar(
                    report.getRun().getNumber() + "/" + report.getUrlName() + "/",
                    report.getRun().getDisplayName() + ": " + newest,
                    bars.size() * STEP,
                    height,
                    totals.getFailed() > 0));
        }
        return new Row(name, newest, bars);
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return Messages.BuildReport_displayName();
    }

    @Override
    public String getUrlName() {
        return null;
    }
}
