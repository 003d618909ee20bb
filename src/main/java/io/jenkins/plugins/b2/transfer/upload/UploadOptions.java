package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.contentSources.B2ContentSource;
import com.backblaze.b2.client.structures.B2FileSseForRequest;
import com.backblaze.b2.client.structures.B2StartLargeFileRequest;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import io.jenkins.plugins.b2.transfer.Comparison;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LargeFileHash;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
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
        Comparison compare,
        LargeFileHash largeFileHash,
        boolean resume,
        boolean serverSideEncryption,
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
                request.compare(),
                request.largeFileHash(),
                request.resume(),
                request.serverSideEncryption(),
                local.doneSince());
    }

    /** Whether it matters what B2 already has. */
    boolean compares() {
        return skipUnchanged || doneSince != null;
    }

    /** Whether a file that is there could be what would be uploaded, by what the listing tells of how it is kept. */
    boolean mayBeLeftAlone(RemoteFile existing) {
        return isKeptAlike(existing) && isAsked(existing);
    }

    /** Whether an unfinished large file is kept as this upload would be. */
    boolean mayBeResumed(RemoteFile unfinished) {
        boolean sameType = contentType.equals(UploadRequest.AUTOMATIC_TYPE)
                || contentType.equalsIgnoreCase(unfinished.contentType());
        return sameType && isKeptAlike(unfinished);
    }

    /** What is encrypted at B2 with a key of the customer's could not be read back. */
    private boolean isKeptAlike(RemoteFile row) {
        return serverSideEncryption
                ? "SSE-B2".equals(row.serverSideEncryption())
                : !"SSE-C".equals(row.serverSideEncryption());
    }

    private B2FileSseForRequest sse() {
        return serverSideEncryption ? B2FileSseForRequest.createSseB2Aes256() : null;
    }

    /** A file that goes in one request. */
    B2UploadFileRequest uploadFile(String bucketId, String name, B2ContentSource content, Map<String, String> info) {
        return B2UploadFileRequest.builder(bucketId, name, contentType, content)
                .setCustomFields(info)
                .setServerSideEncryption(sse())
                .build();
    }

    /** A file that goes in parts. */
    B2StartLargeFileRequest startLargeFile(String bucketId, String name, Map<String, String> info) {
        return B2StartLargeFileRequest.builder(bucketId, name, contentType)
                .setCustomFields(info)
                .setServerSideEncryption(sse())
                .build();
    }

    private boolean isAsked(RemoteFile existing) {
        return skipUnchanged || isDoneBefore(existing);
    }

    /** Whether it was uploaded since an earlier run of the same upload began. */
    private boolean isDoneBefore(RemoteFile existing) {
        return doneSince != null && existing.uploadTimestamp() >= doneSince.toEpochMilli();
    }

    /**
     * Whether size and modification time are enough to leave a file alone: where that is wanted, and for what this very upload
     * has sent before without a hash to compare with.
     */
    boolean comparesByTime(RemoteFile existing) {
        return skipUnchanged && compare == Comparison.SIZE_TIME || isDoneBefore(existing) && !hasHash(existing);
    }

    /** Whether B2 tells something of the content with which that of a file can be compared. */
    boolean hasHash(RemoteFile row) {
        return encryption == null
                ? row.sha1() != null
                : row.fileInfo().containsKey(FileInfoKeys.ENCRYPTION_FINGERPRINT);
    }

    /** Whether files without a hash would be sent again and again, since they can't be compared. */
    boolean needsHashes() {
        return skipUnchanged && compare == Comparison.CONTENT;
    }
}
