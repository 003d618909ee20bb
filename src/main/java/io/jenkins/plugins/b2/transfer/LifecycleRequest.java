package io.jenkins.plugins.b2.transfer;

import java.io.Serializable;
import java.util.List;

/**
 * To read a bucket's lifecycle rules, or to set them: all that lie within the session's reach are replaced by those that
 * are given. Immutable; made by {@link #builder}.
 */
public final class LifecycleRequest implements Serializable {
    private static final long serialVersionUID = 1L;

    /** B2 takes no more for a bucket. */
    public static final int MAX_RULES = 100;

    private final List<LifecycleRule> rules;
    private final Integer expectedRevision;
    private final boolean dryRun;

    private LifecycleRequest(Builder builder) {
        rules = builder.rules;
        expectedRevision = builder.expectedRevision;
        dryRun = builder.dryRun;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The rules to set, none for no rule; null to read only. */
    public List<LifecycleRule> rules() {
        return rules;
    }

    /** The bucket's revision at which the rules were looked at; null for whatever it is now. */
    public Integer expectedRevision() {
        return expectedRevision;
    }

    /** Whether nothing is to be done but to tell what would be. */
    public boolean dryRun() {
        return dryRun;
    }

    /** Collects the options. */
    public static final class Builder {
        private List<LifecycleRule> rules;
        private Integer expectedRevision;
        private boolean dryRun;

        private Builder() {}

        /** The rules to set; null to read only. */
        public Builder rules(List<LifecycleRule> values) {
            rules = values == null ? null : List.copyOf(values);
            return this;
        }

        /**
         * The revision of the bucket for which the rules are meant, as {@link LifecycleReport#revision} told it: another one
         * is a conflict, and nothing is set. Null for whatever it is.
         */
        public Builder expectedRevision(Integer value) {
            expectedRevision = value;
            return this;
        }

        /** Only tells what would change. */
        public Builder dryRun(boolean value) {
            dryRun = value;
            return this;
        }

        /**
         * @throws InvalidRequestException when B2 would refuse the rules, or options would not be obeyed
         */
        public LifecycleRequest build() {
            if (rules != null) {
                check();
            } else if (dryRun) {
                throw new InvalidRequestException("{dryRun} tells what {rules} would change: give both");
            } else if (expectedRevision != null) {
                throw new InvalidRequestException("{expectedRevision} is for {rules} that are set: give both");
            }
            return new LifecycleRequest(this);
        }

        private void check() {
            if (rules.size() > MAX_RULES) {
                throw new InvalidRequestException(
                        "{rules} has " + rules.size() + " rules; B2 takes " + MAX_RULES + " for a bucket");
            }
            for (int i = 0; i < rules.size(); i++) {
                LifecycleRule rule = rules.get(i);
                check(rule, i + 1);
                rules.subList(0, i).stream().filter(rule::overlaps).findFirst().ifPresent(other -> {
                    throw new InvalidRequestException(overlap(rule, other));
                });
            }
        }

        private static void check(LifecycleRule rule, int number) {
            if (rule.fileNamePrefix() == null) {
                throw new InvalidRequestException(
                        "{rules}: rule " + number + " has no prefix. An empty one, '', is for all files of the bucket");
            }
            String name = "{rules}: the rule for " + quoted(rule);
            checkDays(name, "from upload to hiding", rule.daysFromUploadingToHiding());
            checkDays(name, "from hiding to deletion", rule.daysFromHidingToDeleting());
            checkDays(name, "to the canceling of large files", rule.daysFromStartingToCancelingUnfinishedLargeFiles());
            if (rule.daysFromUploadingToHiding() == null
                    && rule.daysFromHidingToDeleting() == null
                    && rule.daysFromStartingToCancelingUnfinishedLargeFiles() == null) {
                throw new InvalidRequestException(name + " does nothing: give it a number of days, or leave it out");
            }
        }

        private static void checkDays(String rule, String what, Integer days) {
            if (days != null && days < 1) {
                throw new InvalidRequestException(
                        rule + " has " + days + " days " + what + "; it takes 1 or more, or none for never");
            }
        }

        private static String overlap(LifecycleRule rule, LifecycleRule other) {
            return rule.fileNamePrefix().equals(other.fileNamePrefix())
                    ? "{rules} has two rules for " + quoted(rule) + ": make one of them"
                    : "{rules}: the rules for " + quoted(other) + " and " + quoted(rule)
                            + " overlap, since both hold for some names. B2 allows one rule for a file: choose"
                            + " prefixes of which none begins with another";
        }

        private static String quoted(LifecycleRule rule) {
            return "'" + rule.fileNamePrefix() + "'";
        }
    }
}
