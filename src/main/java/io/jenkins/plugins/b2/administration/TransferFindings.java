package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.monitor.RecentFigures;
import io.jenkins.plugins.b2.monitor.TransferStatistics;
import io.jenkins.plugins.b2.progress.FailureCause;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How operations through a profile ended lately, why some failed, and what had to be repeated. */
final class TransferFindings {
    /** B2 asks to come back later, which it does every day. */
    private static final Pattern BUSY = Pattern.compile("(408|429|503)\\b.*");
    /** Fewer retries are no trouble, however few operations there were. */
    private static final long FEW = 10;

    private static final int PERCENT = 100;
    private static final int GOOD = 95;
    private static final int BAD = 50;

    private final RecentFigures recent;
    private final List<Finding> findings = new ArrayList<>();

    private TransferFindings(RecentFigures recent) {
        this.recent = recent;
    }

    static List<Finding> of(ProfileFacts facts) {
        TransferFindings found = new TransferFindings(facts.recent());
        found.judgeRate();
        found.recent.failures().forEach(found::judgeCause);
        found.judgeRetries();
        return found.findings;
    }

    private void add(Severity severity, String text, String advice) {
        findings.add(new Finding(severity, text, advice, Finding.Place.NONE, days()));
    }

    private static String days() {
        return Messages.TransferFindings_days(TransferStatistics.DAYS);
    }

    private void judgeRate() {
        long ended = recent.ended();
        if (ended == 0) {
            add(Severity.NOTE, Messages.TransferFindings_none(), "");
            return;
        }
        // Rounded down, so that 100 means all.
        long percent = recent.succeeded() * PERCENT / ended;
        Severity severity = percent >= GOOD ? Severity.OK : percent >= BAD ? Severity.WARNING : Severity.ERROR;
        add(
                severity,
                Messages.TransferFindings_rate(recent.succeeded(), ended, percent),
                severity == Severity.OK ? "" : Messages.TransferFindings_rateAdvice());
    }

    private void judgeCause(FailureCause cause, long count) {
        String text = Messages.TransferFindings_failed(count, words(cause));
        switch (cause) {
            case USAGE, NOT_FOUND, EMPTY_MATCH, PARTIAL ->
                add(Severity.NOTE, text, Messages.TransferFindings_jobAdvice());
            case PERMISSION -> add(Severity.WARNING, text, Messages.TransferFindings_permissionAdvice());
            case INTEGRITY -> add(Severity.ERROR, text, Messages.TransferFindings_integrityAdvice());
            case LOCAL -> add(Severity.WARNING, text, Messages.TransferFindings_localAdvice());
            case REMOTE -> add(Severity.WARNING, text, Messages.TransferFindings_remoteAdvice());
            case AGENT_LOST -> add(Severity.WARNING, text, Messages.TransferFindings_agentAdvice());
            case INTERNAL -> add(Severity.WARNING, text, Messages.TransferFindings_internalAdvice());
        }
    }

    static String words(FailureCause cause) {
        return switch (cause) {
            case USAGE -> Messages.TransferFindings_usage();
            case NOT_FOUND -> Messages.TransferFindings_notFound();
            case EMPTY_MATCH -> Messages.TransferFindings_emptyMatch();
            case PERMISSION -> Messages.TransferFindings_permission();
            case INTEGRITY -> Messages.TransferFindings_integrity();
            case LOCAL -> Messages.TransferFindings_local();
            case REMOTE -> Messages.TransferFindings_remote();
            case PARTIAL -> Messages.TransferFindings_partial();
            case INTERNAL -> Messages.TransferFindings_internal();
            case AGENT_LOST -> Messages.TransferFindings_agentLost();
        };
    }

    private void judgeRetries() {
        Map<String, Long> retries = recent.retries();
        long all = retries.values().stream().mapToLong(Long::longValue).sum();
        if (all == 0) {
            return;
        }
        long busy = retries.entrySet().stream()
                .filter(cause -> BUSY.matcher(cause.getKey()).matches())
                .mapToLong(Map.Entry::getValue)
                .sum();
        String causes = retries.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(cause -> cause.getKey() + " (" + cause.getValue() + ")")
                .collect(Collectors.joining(", "));
        String text = Messages.TransferFindings_retries(all, causes);
        if (retries.containsKey(RetryEvent.DAMAGED)) {
            add(Severity.WARNING, text, Messages.TransferFindings_damagedAdvice());
        } else if (all - busy > Math.max(FEW, recent.ended())) {
            add(Severity.WARNING, text, Messages.TransferFindings_retriesAdvice());
        } else {
            add(Severity.OK, text, busy == all ? Messages.TransferFindings_busyAdvice() : "");
        }
    }
}
