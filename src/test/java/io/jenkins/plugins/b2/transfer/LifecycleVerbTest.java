package io.jenkins.plugins.b2.transfer;

import static io.jenkins.plugins.b2.transfer.EmulatorFixture.BUCKET;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.emulator.fault.Fault.Moment;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bucket's lifecycle rules are told, compared and set, and nobody else's are touched. */
class LifecycleVerbTest {
    private static final LifecycleRule LOGS = new LifecycleRule("logs/", 30, 7, null);
    private static final LifecycleRule TEAM = new LifecycleRule("team/a/", null, 1, 3);
    private static final LifecycleRule OTHER = new LifecycleRule("other/", 1, null, null);

    @RegisterExtension
    final EmulatorFixture fixture = new EmulatorFixture();

    private static LifecycleReport lifecycle(B2Session session, LifecycleRequest.Builder request) throws Exception {
        return session.lifecycle(request.build(), TransferListener.SILENT);
    }

    private LifecycleReport set(LifecycleRule... rules) throws Exception {
        return lifecycle(fixture.open(), LifecycleRequest.builder().rules(List.of(rules)));
    }

    private LifecycleReport read() throws Exception {
        return lifecycle(fixture.open(), LifecycleRequest.builder());
    }

    private B2Session below(String prefix) {
        return fixture.open(fixture.settings().prefix(prefix));
    }

    @Test
    void rulesAreSetComparedAndRemoved() throws Exception {
        LifecycleReport none = read();
        assertEquals(List.of(), none.after());
        LifecycleReport first = set(LOGS, TEAM);
        assertEquals(List.of(), first.before());
        assertEquals(List.of(LOGS, TEAM), first.after());
        assertEquals(none.revision() + 1, first.revision());
        LifecycleRule later = new LifecycleRule("logs/", 60, 7, null);
        LifecycleReport second = set(OTHER, later);
        assertEquals(List.of(LOGS, TEAM), second.before());
        assertEquals(
                List.of(
                        new LifecycleChange(null, OTHER),
                        new LifecycleChange(LOGS, later),
                        new LifecycleChange(TEAM, null)),
                second.changes());
        assertEquals(List.of(OTHER, later), read().after());
        assertEquals(2, set().changes().size());
        assertEquals(List.of(), read().after());
    }

    @Test
    void theOtherSettingsStay() throws Exception {
        B2Session session = fixture.open();
        BucketInfo before = session.info(false, "");
        set(LOGS);
        BucketInfo after = session.info(false, "");
        assertEquals(List.of(LOGS), after.lifecycleRules());
        assertEquals(before.bucketType(), after.bucketType());
        assertEquals(before.defaultEncryption(), after.defaultEncryption());
        assertEquals(before.objectLock(), after.objectLock());
    }

    @Test
    void rulesThatAreThereAreNotSetAgain() throws Exception {
        int revision = set(LOGS, TEAM).revision();
        LifecycleReport again = set(TEAM, LOGS);
        assertEquals(List.of(), again.changes());
        assertEquals(revision, again.revision());
        assertEquals(1, fixture.calls("b2_update_bucket"));
    }

    @Test
    void aDryRunTellsAndChangesNothing() throws Exception {
        set(LOGS);
        LifecycleReport planned = lifecycle(
                fixture.open(), LifecycleRequest.builder().rules(List.of(TEAM)).dryRun(true));
        assertEquals(List.of(TEAM), planned.after());
        assertEquals(
                List.of(
                        "Would add: Files below team/a/ are deleted 1 day after they were hidden or replaced;"
                                + " unfinished large files are canceled 3 days after they were started",
                        "Would remove: Files below logs/ are hidden 30 days after upload and deleted 7 days later"),
                planned.changes().stream().map(change -> change.sentence(true)).toList());
        assertEquals(List.of(LOGS), read().after());
        assertEquals(1, fixture.calls("b2_update_bucket"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "logs/ | 30 | 7 | - | Files below logs/ are hidden 30 days after upload and deleted 7 days later",
                "'' | 1 | - | - | All files are hidden 1 day after upload",
                "tmp- | - | 7 | - | Files whose names begin with 'tmp-' are deleted 7 days after they were hidden or"
                        + " replaced",
                "'' | - | - | 3 | All unfinished large files are canceled 3 days after they were started",
                "a/ | - | - | 1 | Unfinished large files below a/ are canceled 1 day after they were started",
                "a/ | - | - | - | Files below a/ are kept",
            })
    void eachRuleIsASentence(String prefix, Integer hide, Integer delete, Integer cancel, String sentence) {
        assertEquals(sentence, new LifecycleRule(prefix, hide, delete, cancel).sentence());
    }

    @Test
    void aChangeTellsBothSides() {
        assertEquals(
                "Changed: Files below logs/ are hidden 1 day after upload (before: Files below logs/ are hidden 30"
                        + " days after upload and deleted 7 days later)",
                new LifecycleChange(LOGS, new LifecycleRule("logs/", 1, null, null)).sentence(false));
    }

    private static void refused(String message, LifecycleRequest.Builder request) {
        InvalidRequestException e = assertThrows(InvalidRequestException.class, request::build);
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    private static void refused(String message, LifecycleRule... rules) {
        refused(message, LifecycleRequest.builder().rules(List.of(rules)));
    }

    @Test
    void whatB2WouldRefuseIsRefusedBefore() {
        refused("rule 2 has no prefix", LOGS, new LifecycleRule(null, 1, null, null));
        refused("does nothing", new LifecycleRule("a", null, null, null));
        refused("0 days from upload to hiding", new LifecycleRule("a", 0, null, null));
        refused("-1 days from hiding to deletion", new LifecycleRule("a", 1, -1, null));
        refused("0 days to the canceling", new LifecycleRule("a", 1, null, 0));
        refused("two rules for 'logs/'", LOGS, TEAM, LOGS);
        refused("'logs/' and 'logs/deep/' overlap", LOGS, new LifecycleRule("logs/deep/", 1, null, null));
        refused("'logs/' and '' overlap", LOGS, new LifecycleRule("", 1, null, null));
        refused("101 rules", many(101));
        LifecycleRequest.builder().rules(List.of(many(100))).build();
        refused("give both", LifecycleRequest.builder().dryRun(true));
        refused("give both", LifecycleRequest.builder().expectedRevision(1));
    }

    private static LifecycleRule[] many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LifecycleRule("n" + i + "/", 1, null, null))
                .toArray(LifecycleRule[]::new);
    }

    private static TransferException fails(Kind kind, String message, B2Session session, LifecycleRule... rules) {
        TransferException e = assertThrows(
                TransferException.class,
                () -> lifecycle(session, LifecycleRequest.builder().rules(List.of(rules))));
        assertEquals(kind, e.kind(), e::getMessage);
        assertTrue(e.getMessage().contains(message), e::getMessage);
        return e;
    }

    @Test
    void behindAWallOnlyOwnRulesAreSeenAndSet() throws Exception {
        set(OTHER, TEAM, LOGS);
        LifecycleRule own = new LifecycleRule("team/b/", 5, null, null);
        assertEquals(
                List.of(TEAM),
                lifecycle(below("team/"), LifecycleRequest.builder()).after());
        LifecycleReport report =
                lifecycle(below("team/"), LifecycleRequest.builder().rules(List.of(own)));
        assertEquals(List.of(own), report.after());
        assertEquals(List.of(TEAM), report.before());
        assertEquals(List.of(), report.wider());
        assertEquals(List.of(OTHER, LOGS, own), read().after());
        assertEquals(
                List.of(own),
                lifecycle(below("team/"), LifecycleRequest.builder().rules(List.of()))
                        .before());
        assertEquals(List.of(OTHER, LOGS), read().after());
    }

    @Test
    void theWallHoldsBeforeAnythingIsSent() throws Exception {
        for (String prefix : new String[] {"", "team", "logs/"}) {
            fails(Kind.PERMISSION, "'team/'", below("team/"), new LifecycleRule(prefix, 1, null, null));
        }
        assertEquals(0, fixture.calls("b2_update_bucket"));
    }

    @Test
    void aWiderRuleIsToldAndInTheWay() throws Exception {
        LifecycleRule all = new LifecycleRule("", null, 90, null);
        set(all);
        LifecycleReport report = lifecycle(below("team/"), LifecycleRequest.builder());
        assertEquals(List.of(), report.after());
        assertEquals(List.of(all), report.wider());
        fails(Kind.USAGE, "overlaps one that is not to be changed here, for ''", below("team/"), TEAM);
        assertEquals(List.of(all), read().after());
    }

    @Test
    void foreignRulesCountToo() throws Exception {
        set(many(99));
        fails(Kind.USAGE, "99 rules that are not", below("team/"), TEAM, new LifecycleRule("team/b/", 1, null, null));
        assertEquals(99, read().after().size());
        assertEquals(
                List.of(TEAM),
                lifecycle(below("team/"), LifecycleRequest.builder().rules(List.of(TEAM)))
                        .after());
    }

    @Test
    void aKeysOwnPrefixIsAWallToo() throws Exception {
        set(OTHER, TEAM);
        List<String> may = List.of("listBuckets", "writeBuckets");
        try (B2Session session = EmulatorFixture.open(
                fixture.emulator(), fixture.emulator().addKey("narrow", may, List.of(BUCKET), "team/"))) {
            assertEquals(
                    List.of(TEAM),
                    lifecycle(session, LifecycleRequest.builder()).after());
            fails(Kind.PERMISSION, "only reaches names that begin with 'team/'", session, LOGS);
            lifecycle(session, LifecycleRequest.builder().rules(List.of()));
        }
        assertEquals(List.of(OTHER), read().after());
    }

    @Test
    void aKeyThatMayNotIsToldWhatItLacks() throws Exception {
        List<String> may = List.of("listBuckets");
        try (B2Session session = EmulatorFixture.open(
                fixture.emulator(), fixture.emulator().addKey("reader", may, List.of(BUCKET), null))) {
            assertEquals(
                    List.of(), lifecycle(session, LifecycleRequest.builder()).after());
            fails(Kind.PERMISSION, "writeBuckets", session, LOGS);
        }
    }

    @Test
    void aRevisionOfBeforeIsAConflict() throws Exception {
        int seen = read().revision();
        LifecycleReport since = set(LOGS);
        LifecycleRequest.Builder request =
                LifecycleRequest.builder().rules(List.of(TEAM)).expectedRevision(seen);
        TransferException e = assertThrows(TransferException.class, () -> lifecycle(fixture.open(), request));
        assertEquals(Kind.REMOTE, e.kind());
        assertFalse(e.retryable());
        assertTrue(e.getMessage().contains("revision " + since.revision() + ", not " + seen), e::getMessage);
        assertEquals(1, fixture.calls("b2_update_bucket"));
        assertEquals(
                List.of(TEAM),
                lifecycle(fixture.open(), request.expectedRevision(since.revision()))
                        .after());
    }

    /** The bucket is changed after the rules were read. */
    @Test
    void aChangeOfSomebodyElseIsAConflictAndNothingIsRepeated() throws Exception {
        fixture.fault(Fault.on("b2_update_bucket").stall());
        B2Session session = fixture.open();
        List<TransferException> failures = new ArrayList<>();
        Thread caller = new Thread(() -> failures.add(assertThrows(
                TransferException.class,
                () -> lifecycle(session, LifecycleRequest.builder().rules(List.of(LOGS))))));
        caller.start();
        EmulatorFixture.await("a stall", () -> fixture.emulator().state().requestsStalled() == 1);
        set(OTHER);
        fixture.emulator().faults().clear();
        caller.join();
        TransferException e = failures.get(0);
        assertTrue(e.getMessage().contains("somebody has changed the settings of the bucket"), e::getMessage);
        assertTrue(e.retryable());
        assertEquals(List.of(OTHER), read().after());
    }

    @Test
    void anAnswerThatIsLostIsNotTakenForAConflict() throws Exception {
        fixture.fault(Fault.on("b2_update_bucket").at(Moment.AFTER_COMMIT).reset());
        RecordingListener recorder = new RecordingListener();
        LifecycleRequest request =
                LifecycleRequest.builder().rules(List.of(LOGS)).build();
        LifecycleReport report = fixture.open().lifecycle(request, recorder);
        assertEquals(List.of(LOGS), report.after());
        assertEquals(1, recorder.retries().size());
        assertEquals(report.revision(), read().revision());
    }

    @Test
    void aRequestKnowsWhatItIs() {
        LifecycleRequest request = LifecycleRequest.builder().build();
        assertNull(request.rules());
        assertFalse(request.dryRun());
        assertTrue(Verb.LIFECYCLE.isRepeatable());
        assertEquals(List.of("listBuckets"), Verb.LIFECYCLE.capabilities());
    }
}
