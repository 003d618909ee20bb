package io.jenkins.plugins.b2.report;

import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One step of a build with what became of its files. Kept with the build. */
@ExportedBean(defaultVisibility = 2)
public final class StepEntry {
    private final String step;
    private final String profile;
    private final long started;
    private final String outcome;
    private final Totals totals;
    private final List<FileEntry> files;

    /**
     * @param outcome of {@link Outcome}
     * @param files those that failed come first
     */
    StepEntry(String step, String profile, long started, String outcome, Totals totals, List<FileEntry> files) {
        this.step = step;
        this.profile = profile;
        this.started = started;
        this.outcome = outcome;
        this.totals = totals;
        this.files = new ArrayList<>(files);
    }

    /** How a step ended, or that it has not. */
    public enum Outcome {
        RUNNING,
        SUCCESS,
        FAILED,
        STOPPED
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

    /** {@code RUNNING}, {@code SUCCESS}, {@code FAILED} or {@code STOPPED}. */
    @Exported
    public String getOutcome() {
        return outcome;
    }

    public String getOutcomeText() {
        return switch (String.valueOf(outcome)) {
            case "RUNNING" -> Messages.StepEntry_running();
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

    /** Those that failed first; not all of them where there are a great many. */
    @Exported
    public List<FileEntry> getFiles() {
        return List.copyOf(files);
    }
}
