package io.jenkins.plugins.b2.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.config.Profile;
import io.jenkins.plugins.b2.monitor.KeyRights;
import io.jenkins.plugins.b2.monitor.RecentFigures;
import io.jenkins.plugins.b2.monitor.TestResult;
import io.jenkins.plugins.b2.progress.FailureCause;
import io.jenkins.plugins.b2.transfer.LifecycleRule;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found in which situation, of facts that need no Jenkins. */
class FindingsTest {
    private static final Set<String> FILES = Set.of("listFiles", "readFiles", "writeFiles");

    private final Profile profile = new Profile("main", "key", "bucket");
    private final List<Profile> sharing = new ArrayList<>(List.of(profile));
    private TestResult test = tested(new KeyRights(FILES, List.of("bucket"), null, null));
    private Set<Verb> uses = Set.of(Verb.UPLOAD, Verb.DOWNLOAD);
    private Set<Verb> keyUses = uses;
    private StorageFigures storage;
    private ProfileFacts.Rules rules;
    private RecentFigures recent = RecentFigures.NONE;
    private Map<Kind, Long> undeleted = Map.of();

    private static TestResult tested(KeyRights key) {
        return new TestResult(System.currentTimeMillis(), null, key);
    }

    private static KeyRights key(String... capabilities) {
        Set<String> all = new TreeSet<>(FILES);
        all.addAll(Arrays.asList(capabilities));
        return new KeyRights(all, List.of("bucket"), null, null);
    }

    private ProfileFacts facts() {
        return new ProfileFacts(profile, sharing, test, uses, keyUses, storage, rules, recent, undeleted);
    }

    private static Finding find(List<Finding> findings, String text) {
        List<Finding> found =
                findings.stream().filter(one -> one.text().contains(text)).toList();
        assertEquals(1, found.size(), () -> text + " in " + findings);
        return found.get(0);
    }

    private static void assertAbsent(List<Finding> findings, String text) {
        assertTrue(findings.stream().noneMatch(one -> one.text().contains(text)), findings::toString);
    }

    private Finding key(Severity severity, String text) {
        Finding found = find(KeyFindings.of(facts()), text);
        assertEquals(severity, found.severity(), found.text());
        assertEquals(severity == Severity.OK, found.advice().isEmpty(), found.text());
        return found;
    }

    private Finding storage(Severity severity, String text) {
        Finding found = find(StorageFindings.of(facts()), text);
        assertEquals(severity, found.severity(), found.text());
        return found;
    }

    private Finding transfers(Severity severity, String text) {
        Finding found = find(TransferFindings.of(facts()), text);
        assertEquals(severity, found.severity(), found.text());
        return found;
    }

    @Test
    void aKeyThatFitsIsWell() {
        assertTrue(KeyFindings.of(facts()).stream().allMatch(one -> one.severity() == Severity.OK));
        key(Severity.OK, "The test succeeds");
        key(Severity.OK, "does not expire");
        key(Severity.OK, "what jobs have used the profile for: upload, download");
        key(Severity.OK, "no wider than needed");
    }

    @Test
    void whatIsNotTestedIsNotJudged() {
        test = null;
        assertEquals(1, KeyFindings.of(facts()).size());
        key(Severity.NOTE, "Not tested");
    }

    @Test
    void aTestThatFailsSaysWhyAndWhatIsKnownOfTheKey() {
        test = new TestResult(0, "there is no bucket 'bucket'", null);
        assertEquals(1, KeyFindings.of(facts()).size());
        assertEquals(
                Finding.Place.CONFIGURATION,
                key(Severity.ERROR, "there is no bucket").place());
        test = new TestResult(0, "there is no bucket 'bucket'", key());
        key(Severity.OK, "does not expire");
    }

    @Test
    void expirySoonIsWarnedOf() {
        long now = System.currentTimeMillis();
        test = tested(new KeyRights(
                FILES, List.of("bucket"), null, now + Duration.ofDays(13).toMillis()));
        key(Severity.WARNING, "The key expires on");
        test = tested(new KeyRights(
                FILES, List.of("bucket"), null, now + Duration.ofDays(15).toMillis()));
        key(Severity.OK, "The key expires on");
    }

    @Test
    void missingCapabilitiesAreThoseOfWhatJobsDid() {
        uses = Set.of(Verb.UPLOAD, Verb.DELETE, Verb.INFO);
        Finding lacking = key(Severity.ERROR, "Jobs use the profile to delete, for which the key lacks deleteFiles");
        assertTrue(lacking.advice().contains("Create a key"), lacking.advice());
        uses = Set.of(Verb.INFO);
        assertAbsent(KeyFindings.of(facts()), "Jobs use");
        assertAbsent(KeyFindings.of(facts()), "what jobs have used");
    }

    @Test
    void bucketsBeyondTheProfilesAreTooMany() {
        test = tested(new KeyRights(FILES, List.of(), null, null));
        Finding all = key(Severity.WARNING, "all buckets of the account");
        assertTrue(all.advice().contains("the bucket bucket alone"), all.advice());
        assertAbsent(KeyFindings.of(facts()), "no wider");
        test = tested(new KeyRights(FILES, List.of("bucket", "second", "third"), null, null));
        sharing.add(new Profile("other", "key", "second"));
        key(Severity.WARNING, "no profile with this key leads: third");
        sharing.add(new Profile("another", "key", "third"));
        key(Severity.OK, "no wider than needed");
    }

    @Test
    void aPrefixOfTheKeyIsAdvisedWhereItCanBe() {
        profile.setPrefix("releases/");
        Finding wide = key(Severity.WARNING, "whose names begin with releases/");
        assertTrue(wide.advice().contains("the prefix releases/"), wide.advice());
        test = tested(new KeyRights(FILES, List.of("bucket"), "rel", null));
        key(Severity.WARNING, "whose names begin with releases/");
        test = tested(new KeyRights(FILES, List.of("bucket"), "releases/", null));
        key(Severity.OK, "no wider than needed");
        test = tested(new KeyRights(FILES, List.of("bucket"), null, null));
        sharing.add(new Profile("other", "key", "bucket"));
        key(Severity.OK, "no wider than needed");
    }

    @Test
    void whatManagesTheAccountIsTooMuch() {
        test = tested(key("writeKeys", "deleteBuckets", "listBuckets", "writeBuckets"));
        key(Severity.WARNING, "nothing in Jenkins needs: deleteBuckets, writeKeys");
    }

    @Test
    void toDeleteIsTooMuchWhereNobodyDoes() {
        test = tested(key("deleteFiles"));
        key(Severity.WARNING, "The key may delete files (deleteFiles)");
        keyUses = Set.of(Verb.UNHIDE);
        assertAbsent(KeyFindings.of(facts()), "(deleteFiles)");
        keyUses = Set.of();
        assertAbsent(KeyFindings.of(facts()), "(deleteFiles)");
        keyUses = Set.of(Verb.INFO);
        assertAbsent(KeyFindings.of(facts()), "(deleteFiles)");
    }

    @Test
    void toWriteIsTooMuchForWhoOnlyReads() {
        keyUses = Set.of(Verb.DOWNLOAD);
        key(Severity.WARNING, "The key may upload files (writeFiles)");
        profile.setSweepUnfinishedAfterHours(24);
        key(Severity.OK, "no wider than needed");
    }

    private void rules(LifecycleRule... all) {
        rules = new ProfileFacts.Rules(List.of(all), System.currentTimeMillis());
    }

    @Test
    void unfinishedFilesNeedARuleOrTheProfilesSetting() {
        assertEquals(
                Finding.Place.LIFECYCLE,
                storage(Severity.NOTE, "rules are not known").place());
        rules();
        assertEquals(
                Finding.Place.LIFECYCLE,
                storage(Severity.WARNING, "No lifecycle rule cancels").place());
        rules(new LifecycleRule("logs/", null, null, 7), new LifecycleRule("", 1, 1, null));
        storage(Severity.WARNING, "No lifecycle rule cancels");
        profile.setPrefix("logs/2026/");
        storage(Severity.OK, "A lifecycle rule cancels");
        rules();
        profile.setSweepUnfinishedAfterHours(1);
        storage(Severity.OK, "canceled after 1 hour with");
    }

    private StorageFigures counted() {
        storage = new StorageFigures("bucket", "");
        return storage;
    }

    @Test
    void whatIsNotCountedIsNotKnown() {
        assertEquals(
                Finding.Place.STORAGE,
                storage(Severity.NOTE, "has not been counted").place());
        counted();
        storage(Severity.OK, "No old versions");
        assertAbsent(StorageFindings.of(facts()), "has not been counted");
    }

    /** Of 1,000 bytes each. */
    @ParameterizedTest
    @CsvSource({"100, 100, WARNING", "99, 1, OK", "100, 102, OK", "100, 0, WARNING"})
    void versionsPileUpWhereTheyAreManyAndMostOfAll(int old, int visible, Severity severity) {
        counted();
        for (int i = 0; i < old; i++) {
            storage.all().old().add(1, 1000);
        }
        for (int i = 0; i < visible; i++) {
            storage.all().visible().add(1, 1000);
        }
        storage(severity, "Old versions: " + old + " (");
        rules(new LifecycleRule("", null, 7, null));
        storage(Severity.OK, "Old versions: " + old + " (");
    }

    @Test
    void staleUnfinishedFilesAreToBeCanceled() {
        counted().all().unfinished().add(6, 0);
        assertAbsent(StorageFindings.of(facts()), "unfinished large file was begun");
        storage.all().unfinished().add(8, 0);
        assertEquals(
                Finding.Place.STORAGE,
                storage(Severity.WARNING, "1 unfinished large file was begun more than 7 days")
                        .place());
    }

    @ParameterizedTest
    @CsvSource({"100, 0, OK, 100%", "95, 5, OK, 95%", "949, 51, WARNING, 94%", "999, 1, OK, 99%", "49, 51, ERROR, 49%"})
    void theRateOfSuccess(long succeeded, long failed, Severity severity, String percent) {
        recent = new RecentFigures(succeeded, failed, Map.of(), Map.of(), 0);
        Finding rate = transfers(severity, "operations succeeded: " + percent);
        assertEquals("Last 7 days", rate.known());
    }

    @Test
    void nothingDoneIsNoFailure() {
        transfers(Severity.NOTE, "Nothing was done through the profile");
        assertEquals(1, TransferFindings.of(facts()).size());
    }

    @ParameterizedTest
    @EnumSource(FailureCause.class)
    void everyCauseHasWordsAndAdvice(FailureCause cause) {
        recent = new RecentFigures(0, 2, Map.of(cause, 2L), Map.of(), 0);
        Finding found = find(TransferFindings.of(facts()), "2 operations failed: ");
        assertFalse(found.advice().isEmpty());
        assertFalse(found.severity() == Severity.OK);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCanNotBeDeletedHasWordsAndAdvice(Kind cause) {
        undeleted = Map.of(cause, 3L);
        Finding found = find(DeletionFindings.of(facts()), "of 3 deleted builds are still in B2 and are billed: ");
        assertFalse(found.advice().isEmpty());
        assertEquals(cause == Kind.REMOTE ? Severity.WARNING : Severity.ERROR, found.severity());
    }

    @Test
    void whatWasDeletedIsWell() {
        assertTrue(DeletionFindings.of(facts()).isEmpty());
        recent = new RecentFigures(0, 0, Map.of(), Map.of(), 1);
        assertEquals(
                Severity.OK,
                find(DeletionFindings.of(facts()), "1 file version was deleted").severity());
    }

    @Test
    void retriesAreTroubleWhereTheyAreManyOrOfDamage() {
        recent = new RecentFigures(5, 0, Map.of(), Map.of("503 service_unavailable", 50L), 0);
        transfers(Severity.OK, "50 retries: 503 service_unavailable (50)");
        recent = new RecentFigures(5, 0, Map.of(), Map.of("503 service_unavailable", 50L, "network", 10L), 0);
        transfers(Severity.OK, "60 retries: 503 service_unavailable (50), network (10)");
        recent = new RecentFigures(5, 0, Map.of(), Map.of("network", 11L), 0);
        assertFalse(transfers(Severity.WARNING, "11 retries").advice().isEmpty());
        recent = new RecentFigures(11, 0, Map.of(), Map.of("network", 11L), 0);
        transfers(Severity.OK, "11 retries");
        recent = new RecentFigures(500, 0, Map.of(), Map.of(RetryEvent.DAMAGED, 1L), 0);
        assertTrue(transfers(Severity.WARNING, "1 retry:").advice().contains("memory"));
    }

    @Test
    void theWorstComesFirst() {
        uses = Set.of(Verb.DELETE);
        recent = new RecentFigures(99, 1, Map.of(FailureCause.LOCAL, 1L), Map.of(), 0);
        HealthView view = new HealthView(facts());
        assertEquals(
                List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK),
                view.getFindings().stream().map(Finding::severity).distinct().toList());
        assertEquals("bucket", view.getPlace());
    }
}
