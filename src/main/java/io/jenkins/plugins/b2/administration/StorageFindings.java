package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.transfer.LifecycleRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** What lies below a profile's prefix and stays there: unfinished large files, and versions that nobody sees any more. */
final class StorageFindings {
    /** Younger ones may still be resumed. */
    private static final long STALE_DAYS = 7;
    /** Fewer old versions are no pile. */
    private static final long PILE = 100;

    private static final int PERCENT = 100;

    private final ProfileFacts facts;
    private final List<Finding> findings = new ArrayList<>();

    private StorageFindings(ProfileFacts facts) {
        this.facts = facts;
    }

    static List<Finding> of(ProfileFacts facts) {
        StorageFindings found = new StorageFindings(facts);
        found.judgeUnfinishedRule();
        StorageFigures storage = facts.storage();
        if (storage == null) {
            found.findings.add(new Finding(
                    Severity.NOTE,
                    Messages.StorageFindings_notCounted(),
                    Messages.StorageFindings_notCountedAdvice(),
                    Finding.Place.STORAGE,
                    ""));
        } else {
            found.judgeUnfinished(storage);
            found.judgeVersions(storage);
        }
        return found.findings;
    }

    /** Whether a rule says so for every name that the profile reaches. */
    private boolean isRuled(Function<LifecycleRule, Integer> days) {
        ProfileFacts.Rules known = facts.rules();
        return known != null
                && known.rules().stream()
                        .filter(rule -> facts.prefix().startsWith(rule.fileNamePrefix()))
                        .map(days)
                        .anyMatch(Objects::nonNull);
    }

    private void judgeUnfinishedRule() {
        Integer hours = facts.profile().getSweepUnfinishedAfterHours();
        ProfileFacts.Rules known = facts.rules();
        if (hours != null) {
            findings.add(Finding.ok(Messages.StorageFindings_swept(hours), Messages.StorageFindings_configured()));
        } else if (known == null) {
            findings.add(new Finding(
                    Severity.NOTE,
                    Messages.StorageFindings_noRules(),
                    Messages.StorageFindings_noRulesAdvice(),
                    Finding.Place.LIFECYCLE,
                    ""));
        } else if (isRuled(LifecycleRule::daysFromStartingToCancelingUnfinishedLargeFiles)) {
            findings.add(Finding.ok(Messages.StorageFindings_canceled(), age(known.millis())));
        } else {
            findings.add(new Finding(
                    Severity.WARNING,
                    Messages.StorageFindings_notCanceled(),
                    Messages.StorageFindings_notCanceledAdvice(),
                    Finding.Place.LIFECYCLE,
                    age(known.millis())));
        }
    }

    private static String age(long millis) {
        return Messages.Finding_ago(Ago.of(millis));
    }

    private void judgeUnfinished(StorageFigures storage) {
        long stale = storage.all().unfinished().atLeast(STALE_DAYS).count();
        if (stale > 0) {
            findings.add(new Finding(
                    Severity.WARNING,
                    Messages.StorageFindings_stale(stale, STALE_DAYS),
                    Messages.StorageFindings_staleAdvice(),
                    Finding.Place.STORAGE,
                    age(storage.getAsOf())));
        }
    }

    private void judgeVersions(StorageFigures storage) {
        Share old = storage.all().old().all();
        long bytes = storage.all().getBytes();
        long percent = bytes == 0 ? 0 : (long) ((double) old.bytes() * PERCENT / bytes);
        String text = old.count() == 0
                ? Messages.StorageFindings_noVersions()
                : Messages.StorageFindings_versions(old.getText(), percent);
        boolean piles = old.count() >= PILE && 2 * old.bytes() >= bytes;
        if (!piles || isRuled(LifecycleRule::daysFromHidingToDeleting)) {
            findings.add(Finding.ok(text, age(storage.getAsOf())));
        } else {
            findings.add(new Finding(
                    Severity.WARNING,
                    text,
                    Messages.StorageFindings_versionsAdvice(),
                    Finding.Place.LIFECYCLE,
                    age(storage.getAsOf())));
        }
    }
}
