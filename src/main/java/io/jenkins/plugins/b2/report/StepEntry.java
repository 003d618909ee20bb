package io.jenkins.plugins.b2.report;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One step of a build in sum. Kept with the build. */
@ExportedBean(defaultVisibility = 2)
public final class StepEntry {
    private final int number;
    private final String step;
    private final String profile;
    private final boolean dryRun;
    private final long started;
    private final String outcome;
    private final String reason;
    private final Totals totals;
    private final String node;

    /**
     * @param number in the build, from 1 on, as steps began
     * @param outcome of {@link Outcome}
     * @param reason why it failed; its first line is kept, up to a limit. Null when it did not
     */
    StepEntry(
            int number,
            String step,
            String profile,
            boolean dryRun,
            long started,
            String outcome,
            String reason,
            Totals totals,
            String node) {
        this.number = number;
        this.step = step;
        this.profile = profile;
        this.dryRun = dryRun;
        this.started = started;
        this.outcome = outcome;
        this.reason = FileEntry.limited(firstLine(reason));
        this.totals = totals;
        this.node = node;
    }

    /** What follows it is about single files, which have reasons of their own. */
    private static String firstLine(String text) {
        return text == null ? null : text.lines().findFirst().orElse("").replaceFirst(":$", "");
    }

    /** How a step ended, or that it has not. */
    public enum Outcome {
        RUNNING,
        SUCCESS,
        FAILED,
        STOPPED
    }

    /** In the build, from 1 on, as steps began. */
    @Exported
    public int getNumber() {
        return number;
    }

    /** Such as {@code b2Upload}. */
    @Exported
    public String getStep() {
        return step;
    }

    /** The profile's name, or the bucket where there was none; empty where the step found neither. */
    @Exported
    public String getProfile() {
        return profile;
    }

    /** Whether it only told what it would have done; its files are neither listed nor counted. */
    @Exported
    public boolean isDryRun() {
        return dryRun;
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

    /** Why the step failed, in one line; null when it did not. Where files failed, it is no more than they tell. */
    @CheckForNull
    @Exported
    public String getReason() {
        return reason;
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

    /** The display name of the node that it ran on; null where it had none yet. */
    @CheckForNull
    @Exported
    public String getNode() {
        return node;
    }

    /** Milliseconds since 1970; the present while it runs. */
    long ended() {
        return started + totals.getMillis();
    }
}
