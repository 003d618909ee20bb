package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.monitor.TransferStatistics;
import io.jenkins.plugins.b2.progress.FailureCause;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import java.util.ArrayList;
import java.util.List;

/** What was deleted through a profile, and what of deleted builds is still there and costs money, and why. */
final class DeletionFindings {
    private DeletionFindings() {}

    static List<Finding> of(ProfileFacts facts) {
        List<Finding> findings = new ArrayList<>();
        facts.undeleted().forEach((cause, count) -> findings.add(left(cause, count)));
        long deleted = facts.recent().deleted();
        if (deleted > 0) {
            findings.add(Finding.ok(
                    Messages.DeletionFindings_deleted(deleted),
                    Messages.TransferFindings_days(TransferStatistics.DAYS)));
        }
        return findings;
    }

    private static Finding left(Kind cause, long count) {
        String why = cause == Kind.USAGE
                ? Messages.DeletionFindings_unreachable()
                : TransferFindings.words(FailureCause.of(cause));
        return new Finding(
                cause == Kind.REMOTE ? Severity.WARNING : Severity.ERROR,
                Messages.DeletionFindings_left(count, why),
                advice(cause),
                cause == Kind.USAGE ? Finding.Place.CONFIGURATION : Finding.Place.NONE,
                Messages.DeletionFindings_lastTried());
    }

    private static String advice(Kind cause) {
        return switch (cause) {
            case USAGE -> Messages.DeletionFindings_unreachableAdvice();
            case PERMISSION -> Messages.DeletionFindings_permissionAdvice();
            case REMOTE -> Messages.DeletionFindings_remoteAdvice();
            case INTERNAL -> Messages.TransferFindings_internalAdvice();
            case NOT_FOUND, EMPTY_MATCH, INTEGRITY, LOCAL, PARTIAL -> Messages.DeletionFindings_otherAdvice();
        };
    }
}
