package io.jenkins.plugins.b2.transfer.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferException.Scope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What B2's errors mean: whose move is next, whether other files would fail too, and what people are told to do. */
class ErrorClassifierTest {
    private static final String SSE_C = "The object was stored using a form of Server Side Encryption. The correct"
            + " parameters must be provided to retrieve the object.";

    @ParameterizedTest(name = "{0} {1} for {2}")
    @CsvSource(delimiter = '|', textBlock = """
        403 | storage_cap_exceeded     |  | UPLOAD   | PERMISSION | ACCOUNT | Caps & Alerts
        403 | transaction_cap_exceeded |  | CALL     | PERMISSION | ACCOUNT | Caps & Alerts
        403 | download_cap_exceeded    |  | DOWNLOAD | PERMISSION | ACCOUNT | Caps & Alerts
        403 | cap_exceeded             |  | CALL     | PERMISSION | ACCOUNT | Caps & Alerts
        401 | unauthorized             |  | CALL     | PERMISSION | ACCOUNT | Check that the application key
        401 | bad_auth_token           |  | CALL     | PERMISSION | ACCOUNT | Check that the application key
        401 | expired_auth_token       |  | UPLOAD   | PERMISSION | ACCOUNT | Check that the application key
        401 | unsupported              |  | CALL     | PERMISSION | ACCOUNT | does not accept this kind of key
        401 | access_denied | Access Denied | CALL  | PERMISSION | FILE    | If Object Lock protects this version
        403 | access_denied | Access Denied | CALL  | PERMISSION | FILE    | If Object Lock protects this version
        403 | access_denied            |  | DOWNLOAD | PERMISSION | FILE    | Check that the application key
        400 | bad_bucket_id            |  | CALL     | NOT_FOUND  | ACCOUNT | The bucket is gone
        404 | not_found | Bucket does not exist: b | DOWNLOAD | NOT_FOUND | ACCOUNT | The bucket is gone
        404 | not_found | File with such name does not exist. | DOWNLOAD | NOT_FOUND | FILE | such name
        400 | bucket_missing_file_lock |  | UPLOAD   | USAGE      | ACCOUNT | has no Object Lock
        400 | retain_until_timestamp_must_be_in_future | | UPLOAD | USAGE | FILE | later end
        400 | already_hidden           |  | CALL     | NOT_FOUND  | FILE    | hidden already
        400 | no_such_file             |  | CALL     | NOT_FOUND  | FILE    | no file of this name
        400 | file_not_present         |  | CALL     | NOT_FOUND  | FILE    | gone
        400 | bad_request              |  | CALL     | USAGE      | FILE    | 400 bad_request
        407 |                          |  | CALL     | PERMISSION | ACCOUNT | proxy settings
        302 |                          |  | CALL     | REMOTE     | FILE    | redirect
        500 | internal_error           |  | CALL     | REMOTE     | FILE    | Trying again later
        """)
    void errors(int status, String code, String message, CallKind call, Kind kind, Scope scope, String words) {
        B2Exception answer = B2Exception.create(code == null ? "" : code, status, null, message == null ? "" : message);
        TransferException e = ErrorClassifier.describe("do it with 'a'", answer, call, 1);
        assertEquals(kind, e.kind(), e::getMessage);
        assertEquals(scope, e.scope(), e::getMessage);
        assertTrue(e.getMessage().startsWith("Could not do it with 'a': "), e::getMessage);
        assertTrue(e.getMessage().contains(words), e::getMessage);
        assertEquals(status >= 500, e.retryable());
    }

    @ParameterizedTest
    @CsvSource({"400, bad_request", "400, ''"})
    void aFileUnderACustomersKey(int status, String code) {
        TransferException e = ErrorClassifier.describe(
                "download 'a'", B2Exception.create(code, status, null, SSE_C), CallKind.DOWNLOAD, 1);
        assertEquals(Kind.PERMISSION, e.kind());
        assertEquals(Scope.FILE, e.scope());
        assertTrue(e.getMessage().contains("customer's key (SSE-C)"), e::getMessage);
    }
}
