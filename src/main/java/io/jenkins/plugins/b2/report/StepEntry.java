package io.jenkins.plugins.b2.report;

import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One step of a build with the files that it moved. Kept with the build. */
@ExportedBean(defaultVisibility = 2)
public final class StepEntry {
    private final String step;
    private final String profile;
    private final long started;
    private final String outcome;
    private Totals totals;
    private List<FileEntry> files;

    /**
     * @param outcome of {@link Outcome}, or what a later version of this plugin knows
     */
    StepEntry(String step, String profile, long started, String outcome, Totals totals, List<FileEntry> files) {
        this.step = step;
        this.profile = profile;
        this.started = started;
        this.outcome = outcome;
        this.totals = totals;
        this.files = new ArrayList<>(files);
    }

    /** How a step ended. */
    public enum Outcome {
        SUCCESS,
        FAILED,
        STOPPED
    }

    /** A build of an older version lacks what has been added since. */
    private Object readResolve() {
        if (files == null) {
            files = new ArrayList<>();
        }
        if (totals == null) {
            totals = new Totals();
            files.forEach(totals::add);
        }
        return this;
    }

    /** The same step with so many of its files at most. */
    StepEntry shortened(int maxFiles) {
        return new StepEntry(
                step, profile, started, outcome, totals, files.subList(0, Math.min(maxFiles, files.size())));
    }

    /** Such as {@code b2Upload}. */
    @Exported
    public String getStep() {
        return step;
    }

    /** The profile's name, or the bucket where there was none. */
    @Exported
    public String getProfile() {
        return profile;
    }

    /** Milliseconds since 1970. */
    @Exported
    public long getStarted() {
        return started;
    }

    /** {@code SUCCESS}, {@code FAILED} or {@code STOPPED}. */
    @Exported
    public String getOutcome() {
        return outcome;
    }

    public String getOutcomeText() {
        return switch (String.valueOf(outcome)) {
            case "SUCCESS" -> Messages.StepEntry_success();
            case "FAILED" -> Messages.StepEntry_failed();
            case "STOPPED" -> Messages.StepEntry_stopped();
            default -> outcome;
        };
    }

    @Exported
    public Totals getTotals() {
        return totals;
    }

    /** The first of them where there are a great many. */
    @Exported
    public List<FileEntry> getFiles() {
        return List.copyOf(files);
    }
}
