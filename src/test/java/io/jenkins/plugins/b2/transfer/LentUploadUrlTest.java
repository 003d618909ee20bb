package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.b2.emulator.fault.Fault;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session that borrows its first upload URL from whoever authorizes it. */
class LentUploadUrlTest {
    @RegisterExtension
    final EmulatorFixture bench = new EmulatorFixture();

    private final List<String> heard = new ArrayList<>();
    private UploadUrl url;
    private TransferException refusal;
    private int retries = 3;

    @BeforeEach
    void fetch() throws Exception {
        try (B2Session session = bench.open()) {
            url = session.uploadUrl(TransferListener.SILENT);
        }
        bench.resetCalls();
    }

    private B2Session borrower() {
        AccountAuthorizer key = B2Session.keyAuthorizer(
                settings(),
                bench.emulator().applicationKeyId(),
                Secret.of(bench.emulator().applicationKey()));
        AccountAuthorizer lender = new AccountAuthorizer() {
            @Override
            public AccountAuthorization authorize() throws TransferException, InterruptedException {
                return key.authorize();
            }

            @Override
            public UploadUrl borrowUploadUrl() throws TransferException {
                heard.add("asked");
                if (refusal != null) {
                    throw refusal;
                }
                return url;
            }

            @Override
            public void returnUploadUrl() {
                heard.add("returned");
            }
        };
        return B2Session.open(settings(), lender, Throttle.NONE);
    }

    private ConnectionSettings settings() {
        return bench.settings().maxRetries(retries).build();
    }

    private static void upload(B2Session session) throws Exception {
        session.upload(
                UploadRequest.builder().stream().name("sent").build(),
                new ByteArrayInputStream(new byte[1]),
                LocalEnvironment.PLAIN,
                TransferListener.SILENT);
    }

    private void uploadAndReturn() throws Exception {
        try (B2Session session = borrower()) {
            upload(session);
            session.returnUploadUrl();
        }
    }

    @Test
    void isUsedForAllUploadsAndReturned() throws Exception {
        try (B2Session session = borrower()) {
            upload(session);
            upload(session);
            session.returnUploadUrl();
        }
        assertEquals(List.of("asked", "returned"), heard);
        assertEquals(0, bench.calls("b2_get_upload_url"));
    }

    @Test
    void uploadsBesideEachOtherAskB2ForTheOthers() throws Exception {
        for (int i = 0; i < 30; i++) {
            bench.file("tree/" + i, new byte[1000]);
        }
        try (B2Session session = borrower()) {
            session.upload(UploadRequest.tree(bench.folder().resolve("tree")).build(), TransferListener.SILENT);
            session.returnUploadUrl();
        }
        assertEquals(List.of("asked", "returned"), heard);
        assertEquals(30, bench.calls("b2_upload_file"), "none was refused");
        assertTrue(bench.calls("b2_get_upload_url")
                < bench.settings().build().connections().most());
    }

    @Test
    void isNotReturnedAfterTrouble() throws Exception {
        bench.fault(Fault.on("b2_upload_file").status(500, "internal_error"));
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
        assertEquals(1, bench.calls("b2_get_upload_url"));
    }

    @Test
    void anExpiredOneIsReplacedAtOnce() throws Exception {
        retries = 0;
        bench.emulator().clock().advance(Duration.ofHours(25));
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
        assertEquals(2, bench.calls("b2_upload_file"));
        assertEquals(1, bench.calls("b2_get_upload_url"));
    }

    @Test
    void oneOfABucketThatIsGoneIsReplacedAtOnce() throws Exception {
        retries = 0;
        bench.emulator().deleteBucket(EmulatorFixture.BUCKET);
        bench.emulator().createBucket(EmulatorFixture.BUCKET);
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
        assertEquals(1, bench.rows().size());
    }

    /** By another operation that was lent it before, and goes on with it all the same. */
    @Test
    void oneThatIsInUseIsReplacedAtOnce() throws Exception {
        retries = 0;
        bench.fault(Fault.on("b2_upload_file").status(400, "auth_token_limit"));
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
        assertEquals(2, bench.calls("b2_upload_file"));
    }

    /** Only what is second-hand is: what B2 has just given is a failure like others. */
    @Test
    void aFreshOneThatIsRefusedIsAFailure() throws Exception {
        retries = 0;
        bench.fault(Fault.on("b2_upload_file").times(2).status(400, "auth_token_limit"));
        try (B2Session session = borrower()) {
            assertThrows(TransferException.class, () -> upload(session));
        }
        assertEquals(2, bench.calls("b2_upload_file"));
    }

    @Test
    void whereNobodyCanLendItAsksB2() throws Exception {
        refusal = new TransferException(TransferException.Kind.REMOTE, "not from here");
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
        assertEquals(1, bench.calls("b2_get_upload_url"));
    }

    @Test
    void nothingIsReturnedWhereNothingWasLent() throws Exception {
        url = null;
        uploadAndReturn();
        assertEquals(List.of("asked"), heard);
    }

    @Test
    void printsNoSecret() {
        assertFalse(url.toString().contains(url.token()));
        assertFalse(url.toString().contains(url.url()));
    }
}
