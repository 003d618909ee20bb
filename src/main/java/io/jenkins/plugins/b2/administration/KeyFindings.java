package io.jenkins.plugins.b2.administration;

import io.jenkins.plugins.b2.config.KeyExpiry;
import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.monitor.KeyRights;
import io.jenkins.plugins.b2.monitor.TestResult;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the last test of a profile says of its application key: whether it works, lacks something, or may do too much. */
final class KeyFindings {
    /** By which somebody who has the key could do harm beyond files, and which nothing here needs. */
    private static final Set<String> OF_THE_ACCOUNT = Set.of(
            "listKeys",
            "writeKeys",
            "deleteKeys",
            "deleteBuckets",
            "writeBucketReplications",
            "writeBucketNotifications",
            "bypassGovernance");

    /** By which files are changed, with the verb that tells what for. */
    private static final Map<String, Verb> OF_FILES =
            new TreeMap<>(Map.of("deleteFiles", Verb.DELETE, "writeFiles", Verb.UPLOAD));

    private final ProfileFacts facts;
    private final TestResult test;
    private final List<Finding> findings = new ArrayList<>();

    private KeyFindings(ProfileFacts facts, TestResult test) {
        this.facts = facts;
        this.test = test;
    }

    static List<Finding> of(ProfileFacts facts) {
        TestResult test = facts.test();
        if (test == null) {
            return List.of(new Finding(
                    Severity.NOTE,
                    Messages.KeyFindings_notTested(),
                    Messages.KeyFindings_notTestedAdvice(),
                    Finding.Place.NONE,
                    ""));
        }
        KeyFindings found = new KeyFindings(facts, test);
        found.judgeTest();
        KeyRights key = test.key();
        if (key != null) {
            found.judgeExpiry(key);
            found.judgeMissing(key);
            found.judgeWidth(key);
        }
        return found.findings;
    }

    private String age() {
        return Messages.Finding_ago(Ago.of(test.millis()));
    }

    private void add(Severity severity, String text, String advice) {
        findings.add(new Finding(severity, text, advice, Finding.Place.CONFIGURATION, age()));
    }

    private void ok(String text) {
        findings.add(Finding.ok(text, age()));
    }

    private static String joined(Collection<String> names) {
        return String.join(", ", new TreeSet<>(names));
    }

    private void judgeTest() {
        String error = test.error();
        if (error == null) {
            ok(Messages.KeyFindings_works());
        } else {
            add(Severity.ERROR, Messages.KeyFindings_fails(error), Messages.KeyFindings_failsAdvice());
        }
    }

    private void judgeExpiry(KeyRights key) {
        Long expires = key.expires();
        if (expires == null) {
            ok(Messages.KeyFindings_neverExpires());
        } else if (KeyExpiry.isSoon(expires)) {
            add(
                    Severity.WARNING,
                    Messages.KeyFindings_expires(KeyExpiry.text(expires)),
                    Messages.KeyFindings_expiresAdvice());
        } else {
            ok(Messages.KeyFindings_expires(KeyExpiry.text(expires)));
        }
    }

    private void judgeMissing(KeyRights key) {
        List<Verb> used = facts.uses().stream()
                .filter(verb -> !verb.capabilities().isEmpty())
                .sorted()
                .toList();
        List<Verb> lacking =
                used.stream().filter(verb -> !key.missingFor(verb).isEmpty()).toList();
        if (!lacking.isEmpty()) {
            Set<String> missing = new TreeSet<>();
            lacking.forEach(verb -> missing.addAll(key.missingFor(verb)));
            add(
                    Severity.ERROR,
                    Messages.KeyFindings_lacks(words(lacking), joined(missing)),
                    Messages.KeyFindings_lacksAdvice());
        } else if (!used.isEmpty()) {
            ok(Messages.KeyFindings_suffices(words(used)));
        }
    }

    private static String words(List<Verb> verbs) {
        return verbs.stream().map(Verb::words).collect(Collectors.joining(", "));
    }

    private void judgeWidth(KeyRights key) {
        int before = findings.size();
        judgeBuckets(key);
        judgePrefix(key);
        Set<String> account = new TreeSet<>(key.capabilities());
        account.retainAll(OF_THE_ACCOUNT);
        if (!account.isEmpty()) {
            add(Severity.WARNING, Messages.KeyFindings_account(joined(account)), Messages.KeyFindings_accountAdvice());
        }
        OF_FILES.forEach((capability, verb) -> judgeUse(key, capability, verb));
        if (findings.size() == before) {
            ok(Messages.KeyFindings_narrow());
        }
    }

    private void judgeBuckets(KeyRights key) {
        if (key.buckets().isEmpty()) {
            add(
                    Severity.WARNING,
                    Messages.KeyFindings_allBuckets(),
                    Messages.KeyFindings_bucketsAdvice(facts.profile().getBucket()));
            return;
        }
        Set<String> others = new TreeSet<>(key.buckets());
        facts.sharing().forEach(profile -> others.remove(profile.getBucket()));
        if (!others.isEmpty()) {
            add(
                    Severity.WARNING,
                    Messages.KeyFindings_moreBuckets(joined(others)),
                    Messages.KeyFindings_bucketsAdvice(facts.profile().getBucket()));
        }
    }

    /** Profiles with a key in common that lead to other names have no prefix in common that would be a wall. */
    private void judgePrefix(KeyRights key) {
        boolean common =
                facts.sharing().stream().map(Profile::getPrefix).distinct().count() <= 1;
        String prefix = facts.prefix();
        if (common
                && !prefix.isEmpty()
                && Objects.requireNonNullElse(key.namePrefix(), "").length() < prefix.length()) {
            add(Severity.WARNING, Messages.KeyFindings_allNames(prefix), Messages.KeyFindings_allNamesAdvice(prefix));
        }
    }

    /** Where nothing was seen at all, nothing can be said. Unfinished large files are canceled by writeFiles. */
    private void judgeUse(KeyRights key, String capability, Verb verb) {
        boolean used = facts.keyUses().stream()
                        .anyMatch(known -> known.capabilities().contains(capability))
                || verb == Verb.UPLOAD
                        && facts.sharing().stream().anyMatch(profile -> profile.getSweepUnfinishedAfterHours() != null);
        boolean known =
                facts.keyUses().stream().anyMatch(seen -> !seen.capabilities().isEmpty());
        if (known && !used && key.capabilities().contains(capability)) {
            add(
                    Severity.WARNING,
                    Messages.KeyFindings_unused(verb.words(), capability),
                    Messages.KeyFindings_unusedAdvice(capability));
        }
    }
}
