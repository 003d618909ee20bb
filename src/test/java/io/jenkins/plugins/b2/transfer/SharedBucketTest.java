package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.emulator.B2Emulator;
import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A session that is told the id of its bucket by whoever authorizes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedBucketTest {
    private static final String GONE = "4a48fe8875c6214145260818";

    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    /** Tells ids one after the other, null for what the session finds itself. */
    private static final class Told implements AccountAuthorizer {
        private final AccountAuthorizer key;
        private final Deque<String> ids = new ArrayDeque<>();
        private final List<String> heard = new ArrayList<>();

        Told(AccountAuthorizer key, String... ids) {
            this.key = key;
            Arrays.stream(ids).map(id -> id == null ? "" : id).forEach(this.ids::add);
        }

        @Override
        public AccountAuthorization authorize() throws TransferException, InterruptedException {
            return key.authorize();
        }

        @Override
        public String bucketId(BucketLookUp lookUp) throws TransferException, InterruptedException {
            String id = ids.remove();
            heard.add("asked");
            return id.isEmpty() ? lookUp.find() : id;
        }

        @Override
        public void bucketRefused(String id) {
            heard.add("refused " + id);
        }
    }

    private Told told(AppKey key, String... ids) {
        return told(key.keyId(), key.secret(), ids);
    }

    private Told told(String keyId, String key, String... ids) {
        return new Told(B2Session.keyAuthorizer(bench.settings().build(), keyId, Secret.of(key)), ids);
    }

    private B2Session open(AccountAuthorizer authorizer) {
        return B2Session.open(bench.settings().build(), authorizer, Throttle.NONE);
    }

    private static void list(B2Session session) throws Exception {
        EmulatorFixture.list(session, ListRequest.builder().build());
    }

    private AppKey wide() {
        return bench.emulator().addKey("wide", List.of("listBuckets", "listFiles"), null, null);
    }

    @Test
    void whatItIsToldIsNotLookedUp() throws Exception {
        String id = bench.emulator().createBucket(EmulatorFixture.BUCKET);
        Told told = told(wide(), id);
        try (B2Session session = open(told)) {
            list(session);
            list(session);
            assertEquals(id, session.bucketId(TransferListener.SILENT));
        }
        assertEquals(List.of("asked"), told.heard);
        assertEquals(0, bench.calls("b2_list_buckets"));
    }

    /** What a session does with its bucket. */
    @FunctionalInterface
    private interface Use {
        void of(B2Session session) throws Exception;
    }

    private static Arguments use(String what, Use use) {
        return Arguments.of(Named.of(what, use));
    }

    private static TransferSummary upload(B2Session session, int size) throws Exception {
        UploadRequest request = UploadRequest.builder().stream().name("sent").build();
        return session.upload(
                request, new ByteArrayInputStream(new byte[size]), LocalEnvironment.PLAIN, TransferListener.SILENT);
    }

    private Stream<Arguments> uses() {
        return Stream.of(
                use("list", SharedBucketTest::list),
                use(
                        "list versions",
                        session -> session.versions("", null, (rows, next, now) -> {}, TransferListener.SILENT)),
                use(
                        "list unfinished files",
                        session -> session.sweepUnfinished("", Duration.ofDays(1), false, TransferListener.SILENT)),
                use("upload", session -> upload(session, 1)),
                use("upload parts", session -> upload(session, EmulatorFixture.PART + 1)),
                use(
                        "hide",
                        session -> session.change(
                                DeleteRequest.builder()
                                        .names(List.of("there"))
                                        .hide(true)
                                        .build(),
                                TransferListener.SILENT)),
                use(
                        "copy",
                        session -> session.copy(List.of(new FileCopy(there(), 5, "copied")), TransferListener.SILENT)),
                use(
                        "download by id",
                        session -> session.download(
                                DownloadRequest.version(there(), bench.folder().resolve("got"))
                                        .build(),
                                TransferListener.SILENT)),
                use("share", session -> session.authorizeDownloads("", Duration.ofHours(1))));
    }

    private String there() {
        return bench.rows().stream()
                .filter(row -> row.fileName().equals("there"))
                .findFirst()
                .orElseThrow()
                .fileId();
    }

    /** Somebody has deleted the bucket and made another one of its name since the id became known. */
    @ParameterizedTest
    @MethodSource("uses")
    void anIdThatB2DoesNotKnowIsLookedUpAgain(Use use) throws Exception {
        bench.put("there", new byte[5], null);
        B2Emulator emulator = bench.emulator();
        Told told = told(emulator.applicationKeyId(), emulator.applicationKey(), GONE, null);
        try (B2Session session = open(told)) {
            use.of(session);
            list(session);
        }
        assertEquals(List.of("asked", "refused " + GONE, "asked"), told.heard);
        assertEquals(1, bench.calls("b2_list_buckets"));
    }

    @Test
    void theCallIsMadeOnceMoreAndNoOther() throws Exception {
        try (B2Session session = open(told(wide(), GONE, null))) {
            list(session);
        }
        assertEquals(2, bench.calls("b2_list_file_names"));
    }

    @Test
    void anIdThatStaysUnknownFails() throws Exception {
        Told told = told(wide(), GONE, GONE);
        try (B2Session session = open(told)) {
            TransferException e = assertThrows(TransferException.class, () -> list(session));
            assertEquals(TransferException.Kind.NOT_FOUND, e.kind());
        }
        assertEquals(1, bench.calls("b2_list_file_names"));
    }

    /** What its authorization says is what B2 holds it to. */
    @Test
    void aKeyForOneBucketNeedsNobody() throws Exception {
        AppKey key = bench.emulator().addKey("one", List.of("listFiles"), List.of(EmulatorFixture.BUCKET), null);
        Told told = told(key);
        try (B2Session session = open(told)) {
            list(session);
        }
        assertEquals(List.of(), told.heard);
        assertEquals(0, bench.calls("b2_list_buckets"));
    }
}
