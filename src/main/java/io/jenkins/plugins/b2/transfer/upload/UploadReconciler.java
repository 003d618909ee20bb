package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2ListFileVersionsRequest;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Looks for the file version that an upload whose answer was lost may have made: sending again without looking would
 * leave two of them.
 */
final class UploadReconciler {
    /** The newest versions of a name are few; more than these were not made while one request was under way. */
    private static final int VERSIONS = 20;
    /** The server's clock is known to a second. */
    static final long CLOCK_MILLIS = 2000;

    private final SessionContext core;
    private final B2Calls calls;
    private final String name;
    private final UploadBody body;
    private final Map<String, String> info;
    private final long notBefore;

    UploadReconciler(
            SessionContext core, B2Calls calls, String name, UploadBody body, Map<String, String> info, long sentAt) {
        this.core = core;
        this.calls = calls;
        this.name = name;
        this.body = body;
        this.info = info;
        this.notBefore = sentAt - CLOCK_MILLIS;
    }

    /** The version; null when there is none, or when the key may not look. */
    B2FileVersion find() throws TransferException, InterruptedException {
        try {
            return core
                    .call(
                            calls,
                            "look whether '" + name + "' has arrived",
                            (webifier, account, bucket) -> webifier.listFileVersions(
                                            account,
                                            B2ListFileVersionsRequest.builder(bucket)
                                                    .setPrefix(name)
                                                    .setStartFileName(name)
                                                    .setMaxFileCount(VERSIONS)
                                                    .build())
                                    .getFiles())
                    .stream()
                    .filter(this::isOurs)
                    .findFirst()
                    .orElse(null);
        } catch (TransferException e) {
            if (e.kind() == Kind.PERMISSION) {
                return null;
            }
            throw e;
        }
    }

    private boolean isOurs(B2FileVersion version) {
        return version.getFileName().equals(name)
                && version.isUpload()
                && version.getUploadTimestamp() >= notBefore
                && version.getContentLength() == body.length()
                && info.equals(version.getFileInfo())
                && sha1().equalsIgnoreCase(version.getContentSha1());
    }

    private String sha1() {
        try (InputStream in = body.open(0, body.length())) {
            return Hashing.hex(Hashing.digest(Hashing.SHA1, in, core.cancellation()));
        } catch (IOException e) {
            throw new LocalFailureException(e);
        }
    }
}
