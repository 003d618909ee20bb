package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import java.time.Instant;
import java.util.Map;

/**
 * How each file of an upload goes. Immutable.
 *
 * @param encryption null to send files as they are
 * @param doneSince since when files in B2 may be those of an earlier run of the same upload; null for a first run
 */
record UploadOptions(
        String contentType,
        Map<String, String> fileInfo,
        Encryption encryption,
        boolean skipUnchanged,
        boolean resume,
        Instant doneSince) {

    static UploadOptions of(UploadRequest request, LocalEnvironment local) throws TransferException {
        FileNames.checkGivenInfo(request.fileInfo());
        boolean canEncrypt = local.encryption() != null;
        if (Boolean.TRUE.equals(request.encrypt()) && !canEncrypt) {
            throw new TransferException(
                    Kind.USAGE,
                    "The upload is to be encrypted, and there is nothing to encrypt with. Give a passphrase");
        }
        return new UploadOptions(
                request.contentType(),
                request.fileInfo(),
                Boolean.FALSE.equals(request.encrypt()) ? null : local.encryption(),
                request.skipUnchanged(),
                request.resume(),
                local.doneSince());
    }

    /** Whether it matters what B2 already has. */
    boolean compares() {
        return skipUnchanged || doneSince != null;
    }

    boolean mayBeLeftAlone(RemoteFile existing) {
        return skipUnchanged || doneSince != null && existing.uploadTimestamp() >= doneSince.toEpochMilli();
    }
}
