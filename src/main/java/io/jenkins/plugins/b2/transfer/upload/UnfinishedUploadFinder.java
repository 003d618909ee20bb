package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2GetFileInfoRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.EncryptedInfo;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the unfinished large file that an interrupted upload of exactly this file has left. */
final class UnfinishedUploadFinder {
    private static final Set<String> OF_ENCRYPTION =
            Set.of(FileInfoKeys.ENCRYPTION_HEADER, FileInfoKeys.ENCRYPTION_FINGERPRINT);

    private final SessionContext session;
    private final B2Calls calls;
    private final String name;
    private final UploadOptions options;
    private final Map<String, String> info;

    /**
     * @param info of the file, as it is to be kept with it
     */
    UnfinishedUploadFinder(
            SessionContext session, B2Calls calls, String name, UploadOptions options, Map<String, String> info) {
        this.session = session;
        this.calls = calls;
        this.name = name;
        this.options = options;
        this.info = info;
    }

    /**
     * An unfinished large file.
     *
     * @param encryptor makes the same ciphertext again; null for a file that goes as it is
     */
    record Found(String fileId, FileEncryptor encryptor) {}

    /** The unfinished file among those of this name; null when there is none. */
    Found find(PreparedUpload upload, List<RemoteFile> unfinished) throws TransferException, InterruptedException {
        Found found = null;
        for (RemoteFile row : unfinished) {
            if (found == null && options.mayBeResumed(row) && sameInfo(row)) {
                found = upload.encryptor() == null ? new Found(row.fileId(), null) : resume(row, upload);
            }
        }
        return found;
    }

    /**
     * The large file that a call whose answer was lost may have started.
     *
     * @param sentAt server time of that call; an older one is not taken up unless {@link #find} says so
     */
    B2FileVersion findStarted(long sentAt) throws TransferException, InterruptedException {
        BucketListing.Cursor rows = new BucketListing(session, calls).unfinished(name);
        RemoteFile row;
        while ((row = rows.next()) != null) {
            boolean young = row.uploadTimestamp() >= sentAt - UploadReconciler.CLOCK_MILLIS;
            if (young && row.name().equals(name) && row.fileInfo().equals(info)) {
                String fileId = row.fileId();
                return calls.call(
                        "look at the large file '" + name + "'",
                        (webifier, account) -> webifier.getFileInfo(
                                account, B2GetFileInfoRequest.builder(fileId).build()));
            }
        }
        return null;
    }

    private boolean sameInfo(RemoteFile row) {
        Map<String, String> theirs = new HashMap<>(row.fileInfo());
        Map<String, String> ours = new HashMap<>(info);
        theirs.keySet().removeAll(OF_ENCRYPTION);
        ours.keySet().removeAll(OF_ENCRYPTION);
        return theirs.equals(ours);
    }

    /** Null when the key or the plaintext is another one. */
    private Found resume(RemoteFile row, PreparedUpload upload) throws TransferException, InterruptedException {
        byte[] header = EncryptedInfo.header(row.fileInfo());
        String fingerprint = row.fileInfo().get(FileInfoKeys.ENCRYPTION_FINGERPRINT);
        if (header == null || fingerprint == null || !upload.isHashed()) {
            return null;
        }
        try {
            Encryption encryption = options.encryption();
            return EncryptedContent.resume(
                            encryption.format(),
                            encryption.parameters(),
                            encryption.keys(),
                            name,
                            header,
                            fingerprint,
                            upload.digest(),
                            upload.source().length())
                    .map(encryptor -> new Found(row.fileId(), encryptor))
                    .orElse(null);
        } catch (DecryptionException e) {
            return null;
        } catch (IOException e) {
            throw LocalErrors.describe("resume the upload of '" + name + "'", e);
        }
    }
}
