package io.jenkins.plugins.b2.administration;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.b2.transfer.LifecycleChange;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.kohsuke.stapler.StaplerRequest2;

/** The lifecycle rules of one profile's bucket as the page shows them, and others that somebody thinks of. */
public final class LifecycleView {
    /** Rows of the form behind those that are filled in. */
    private static final int EMPTY_ROWS = 3;

    private static final Row EMPTY = new Row("", "", "", "");

    private final String profile;
    private final LifecyclePage.Known known;
    private final Proposal proposal;

    /**
     * @param proposal null when nobody has proposed other rules
     */
    LifecycleView(String profile, LifecyclePage.Known known, @CheckForNull Proposal proposal) {
        this.profile = profile;
        this.known = known;
        this.proposal = proposal;
    }

    /** A rule as people write it. */
    public record Row(String prefix, String hide, String delete, String cancel) {
        private static Row of(LifecycleRule rule) {
            return new Row(
                    rule.fileNamePrefix(),
                    Objects.toString(rule.daysFromUploadingToHiding(), ""),
                    Objects.toString(rule.daysFromHidingToDeleting(), ""),
                    Objects.toString(rule.daysFromStartingToCancelingUnfinishedLargeFiles(), ""));
        }

        private boolean isEmpty() {
            return equals(EMPTY);
        }

        private LifecycleRule rule() {
            return new LifecycleRule(prefix, days(hide), days(delete), days(cancel));
        }

        private static Integer days(String text) {
            try {
                return text.isEmpty() ? null : Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(Messages.LifecycleView_noDays(text), e);
            }
        }
    }

    /**
     * Rules that somebody thinks of.
     *
     * @param rows as they were written
     * @param rules the same, if they make sense; else null
     * @param reason why they don't; null when they do
     */
    record Proposal(
            List<Row> rows,
            @CheckForNull List<LifecycleRule> rules,
            @CheckForNull String reason) {
        /** What the form of a request has. Rows in which there is nothing are no rules. */
        static Proposal of(StaplerRequest2 req) {
            List<Row> rows = new ArrayList<>();
            String[] prefixes = values(req, "prefix");
            for (int i = 0; i < prefixes.length; i++) {
                Row row = new Row(
                        Util.fixNull(prefixes[i]),
                        value(req, "hide", i),
                        value(req, "delete", i),
                        value(req, "cancel", i));
                if (!row.isEmpty()) {
                    rows.add(row);
                }
            }
            try {
                List<LifecycleRule> rules = rows.stream().map(Row::rule).toList();
                LifecycleRequest.builder().rules(rules).build();
                return new Proposal(rows, rules, null);
            } catch (IllegalArgumentException e) {
                return new Proposal(rows, null, e.getMessage());
            }
        }

        private static String[] values(StaplerRequest2 req, String name) {
            String[] values = req.getParameterValues(name);
            return values == null ? new String[0] : values;
        }

        private static String value(StaplerRequest2 req, String name, int index) {
            String[] values = values(req, name);
            return index < values.length ? values[index].strip() : "";
        }
    }

    public String getProfile() {
        return profile;
    }

    public String getUrl() {
        return "?profile=" + Util.rawEncode(profile);
    }

    /** Whether the rules have been read. */
    public boolean isKnown() {
        return known.report() != null;
    }

    public String getAge() {
        return Ago.of(known.millis());
    }

    /** Why B2 gave no answer the last time, or did not set the rules; null when it did. */
    @CheckForNull
    public String getError() {
        return known.error();
    }

    /** The bucket and the prefix that the rules are of. */
    public String getPlace() {
        return known.place();
    }

    public int getRevision() {
        return report().revision();
    }

    private LifecycleReport report() {
        return Objects.requireNonNull(known.report());
    }

    /** The rules that can be set here. */
    public List<String> getSentences() {
        return report().after().stream().map(LifecycleRule::sentence).toList();
    }

    /** Rules of wider prefixes than the profile's, which hold for its files, too. */
    public List<String> getWider() {
        return report().wider().stream().map(LifecycleRule::sentence).toList();
    }

    /** For the form: the rules, and some empty rows. */
    public List<Row> getRows() {
        Stream<Row> rows = proposal == null ? report().after().stream().map(Row::of) : proposal.rows().stream();
        return Stream.concat(rows, Stream.generate(() -> EMPTY).limit(EMPTY_ROWS))
                .toList();
    }

    /** Whether other rules are proposed. */
    public boolean isProposed() {
        return proposal != null;
    }

    /** Why the proposal makes no sense; null when it does. */
    @CheckForNull
    public String getReason() {
        return proposal == null ? null : proposal.reason();
    }

    /** The rules that are proposed, as they were written. */
    public List<Row> getProposedRows() {
        return proposal == null ? List.of() : proposal.rows();
    }

    /** What would change, in sentences. */
    public List<String> getChanges() {
        List<LifecycleRule> rules = proposal == null ? null : proposal.rules();
        return rules == null
                ? List.of()
                : LifecycleChange.between(report().after(), rules).stream()
                        .map(change -> change.sentence(true))
                        .toList();
    }

    /** How long ago storage was counted, by which effects are told; null when it was not. */
    @CheckForNull
    public String getCounted() {
        StorageFigures figures = StorageRecord.read(profile).last();
        return figures == null ? null : Ago.of(figures.getAsOf());
    }

    /** What the proposed rules would do to what was counted. */
    public List<LifecycleForecast.Line> getEffects() {
        StorageFigures figures = StorageRecord.read(profile).last();
        List<LifecycleRule> rules = proposal == null ? null : proposal.rules();
        return figures == null || rules == null
                ? List.of()
                : new LifecycleForecast(figures, System.currentTimeMillis()).lines(rules);
    }
}
