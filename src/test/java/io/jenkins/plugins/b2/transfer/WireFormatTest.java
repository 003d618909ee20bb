package io.jenkins.plugins.b2.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.ApiCall.TransactionClass;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.HttpTransport;
import io.jenkins.plugins.b2.transfer.http.WebApiClient;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes over the wire, letter by letter. */
class WireFormatTest {
    private static final String NAME = "my file/1+1=2 %20 ä";
    private static final String ENCODED = "my%20file/1%2B1%3D2%20%2520%20%C3%A4";

    @TempDir
    private Path folder;

    private HostileServer server;
    private B2Session session;

    @BeforeEach
    void open() throws Exception {
        server = new HostileServer();
        ConnectionSettings settings = ConnectionSettings.builder(HostileServer.BUCKET)
                .realm(URI.create(server.realm()))
                .build();
        session = B2Session.open(settings, B2Session.keyAuthorizer(settings, "id", Secret.of("key")), Throttle.NONE);
    }

    @AfterEach
    void close() throws Exception {
        session.close();
        server.close();
    }

    private String head(String call) {
        return server.heads().stream()
                .filter(head -> head.lines().findFirst().orElse("").contains(call))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void authorizesByGet() throws Exception {
        session.list(ListRequest.below("").build(), row -> {}, TransferListener.SILENT);
        assertTrue(head(HostileServer.AUTHORIZE).startsWith("GET /b2api/v4/b2_authorize_account HTTP/1.1\r\n"));
    }

    @Test
    void spacesOfNamesAndInfoAreWrittenWithPercentInHeadersAndInTheLink() throws Exception {
        Path source = Files.write(folder.resolve("source"), HostileServer.CONTENT);
        RecordingListener recorder = new RecordingListener();
        session.upload(
                UploadRequest.file(source, NAME)
                        .fileInfo(Map.of("note", "a b+c"))
                        .build(),
                recorder);
        String head = head(HostileServer.UPLOAD);
        assertTrue(head.contains("X-Bz-File-Name: " + ENCODED + "\r\n"), head);
        assertTrue(head.contains("X-Bz-Info-note: a%20b%2Bc\r\n"), head);
        FileResult.Uploaded uploaded = (FileResult.Uploaded) recorder.results().get(0);
        assertEquals(server.realm() + "/file/" + HostileServer.BUCKET + "/" + ENCODED, uploaded.url());
    }

    @Test
    void spacesOfNamesAreWrittenWithPercentInDownloads() throws Exception {
        Map<String, String> headers = HostileServer.downloadHeaders();
        headers.put("X-Bz-File-Name", ENCODED);
        server.on(
                HostileServer.DOWNLOAD,
                HostileServer.text(HostileServer.head("206 Partial Content", headers), "hello"));
        session.download(DownloadRequest.name(NAME, folder.resolve("target")).build(), TransferListener.SILENT);
        String head = head(HostileServer.DOWNLOAD);
        assertTrue(head.startsWith("GET /file/" + HostileServer.BUCKET + "/" + ENCODED + " HTTP/1.1\r\n"), head);
    }

    /** What B2 gives as a URL is opaque. */
    @Test
    void plusSignsOfAnUploadUrlStay() throws Exception {
        server.on(
                HostileServer.UPLOAD_URL,
                HostileServer.json(server.uploadUrl().replace("/bucketid/x", "/bucketid/x+y")));
        Path source = Files.write(folder.resolve("source"), HostileServer.CONTENT);
        session.upload(UploadRequest.file(source, "a").build(), TransferListener.SILENT);
        assertTrue(head(HostileServer.UPLOAD).contains("/bucketid/x+y HTTP/1.1\r\n"));
    }

    /** Seconds, or a day by the server's clock. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "0 | 0",
                "7 | 7",
                "-3 | none",
                "7.5 | none",
                "Someday | none",
                "Thu, 01 Jan 2026 00:01:30 GMT | 90",
                "Wed, 31 Dec 2025 00:00:00 GMT | 0",
                "Fri, 31 Dec 9999 23:59:59 GMT | 999999"
            })
    void whenToComeBack(String retryAfter, Integer seconds) throws Exception {
        server.on(
                HostileServer.LIST,
                HostileServer.text("HTTP/1.1 503 Busy\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: "
                        + retryAfter + "\r\nContent-Length: 0\r\n\r\n"));
        ConnectionSettings settings =
                ConnectionSettings.builder(HostileServer.BUCKET).build();
        try (HttpTransport transport = new HttpTransport(settings)) {
            WebApiClient client = transport.client(new Cancellation());
            B2Exception e = assertThrows(
                    B2Exception.class,
                    () -> client.getJson(server.realm() + "/b2api/v2/" + HostileServer.LIST, null, Object.class));
            assertEquals(seconds, e.getRetryAfterSecondsOrNull());
        }
    }

    @Test
    void aSessionCountsItsCalls() throws Exception {
        Path source = Files.write(folder.resolve("source"), HostileServer.CONTENT);
        session.upload(UploadRequest.file(source, "a").build(), TransferListener.SILENT);
        session.upload(UploadRequest.file(source, "a").build(), TransferListener.SILENT);
        session.download(DownloadRequest.name("a", folder.resolve("target")).build(), TransferListener.SILENT);
        assertEquals(
                List.of(
                        new CallCount(ApiCall.DOWNLOAD_FILE_BY_NAME, 1, 0),
                        new CallCount(ApiCall.GET_UPLOAD_URL, 1, 0),
                        new CallCount(ApiCall.UPLOAD_FILE, 2, 0)),
                session.callCounts());
        assertEquals(4, session.statistics().succeeded());
    }

    @Test
    void callsAreKnownByTheirPath() {
        for (ApiCall call : ApiCall.values()) {
            boolean known = call != ApiCall.OTHER;
            assertEquals(call, ApiCall.ofPath("/b2api/v2/" + call.wireName()));
            assertEquals(call, ApiCall.ofPath("/base/b2api/v4/" + call.wireName() + "/opaque?x=/file/"));
            assertEquals(known, call.transactionClass() != null);
        }
        assertEquals(ApiCall.DOWNLOAD_FILE_BY_NAME, ApiCall.ofPath("/file/bucket/b2api/v2/b2_hide_file"));
        assertEquals(ApiCall.OTHER, ApiCall.ofPath("/"));
        assertEquals(ApiCall.OTHER, ApiCall.ofPath("/b2api/v2"));
        assertEquals(TransactionClass.C, ApiCall.LIST_FILE_NAMES.transactionClass());
    }
}
