package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.b2.emulator.store.AppKey;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that is told the id of its bucket by whoever authorizes it. */
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
        public void bucketRefused() {
            heard.add("refused");
        }
    }

    private Told told(AppKey key, String... ids) {
        return new Told(B2Session.keyAuthorizer(bench.settings().build(), key.keyId(), Secret.of(key.secret())), ids);
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

    @Test
    void whatB2DoesNotKnowIsToldAndAskedForAgain() throws Exception {
        Told told = told(wide(), GONE, null);
        try (B2Session session = open(told)) {
            TransferException e = assertThrows(TransferException.class, () -> list(session));
            assertEquals(TransferException.Kind.NOT_FOUND, e.kind());
            list(session);
            list(session);
        }
        assertEquals(List.of("asked", "refused", "asked"), told.heard);
        assertEquals(1, bench.calls("b2_list_buckets"));
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
