package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2GetFileInfoRequest;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Finds the unfinished large file that an interrupted upload of exactly this file has left. */
final class UnfinishedUploadFinder {
    private static final Logger LOGGER = Logger.getLogger(UnfinishedUploadFinder.class.getName());
    private static final Set<String> OF_ENCRYPTION =
            Set.of(FileInfoKeys.ENCRYPTION_HEADER, FileInfoKeys.ENCRYPTION_FINGERPRINT);

    private final FileUpload file;
    private final Map<String, String> info;
    private final byte[] digest;

    UnfinishedUploadFinder(FileUpload file, Map<String, String> info, byte[] digest) {
        this.file = file;
        this.info = info;
        this.digest = digest;
    }

    /** The unfinished file; null when there is none, or when the key may not look. */
    RemoteFile find() throws IOException, TransferException, InterruptedException {
        RemoteFile[] found = new RemoteFile[1];
        FileEncryptor[] encryptor = new FileEncryptor[1];
        try {
            listing().unfinished(file.name(), row -> {
                if (!row.name().equals(file.name()) || !sameContentType(row) || !sameInfo(row)) {
                    return true;
                }
                if (digest != null) {
                    encryptor[0] = resume(row);
                }
                found[0] = digest == null || encryptor[0] != null ? row : null;
                return found[0] == null;
            });
        } catch (TransferException e) {
            if (e.kind() == Kind.PERMISSION) {
                LOGGER.log(Level.FINE, "not looking for an interrupted upload", e);
                return null;
            }
            throw e;
        }
        if (encryptor[0] != null) {
            file.encryptWith(encryptor[0]);
        }
        return found[0];
    }

    /**
     * The large file that a call whose answer was lost may have started.
     *
     * @param sentAt server time of that call; an older one is not taken up unless {@link #find} says so
     */
    B2FileVersion findStarted(long sentAt) throws TransferException, InterruptedException {
        String[] found = new String[1];
        listing().unfinished(file.name(), row -> {
            boolean young = row.uploadTimestamp() >= sentAt - UploadReconciler.CLOCK_MILLIS;
            if (young && row.name().equals(file.name()) && row.fileInfo().equals(info)) {
                found[0] = row.fileId();
            }
            return found[0] == null;
        });
        return found[0] == null
                ? null
                : file.calls()
                        .call(
                                "look at the large file '" + file.name() + "'",
                                (webifier, account) -> webifier.getFileInfo(
                                        account,
                                        B2GetFileInfoRequest.builder(found[0]).build()));
    }

    private BucketListing listing() {
        return new BucketListing(file.operation().core(), file.calls());
    }

    private boolean sameContentType(RemoteFile row) {
        String wanted = file.request().contentType();
        return wanted.equals("b2/x-auto") || wanted.equalsIgnoreCase(row.contentType());
    }

    private boolean sameInfo(RemoteFile row) {
        Map<String, String> theirs = new HashMap<>(row.fileInfo());
        Map<String, String> ours = new HashMap<>(info);
        theirs.keySet().removeAll(OF_ENCRYPTION);
        ours.keySet().removeAll(OF_ENCRYPTION);
        return theirs.equals(ours);
    }

    /** The same ciphertext again; null when the key or the plaintext is another one. */
    private FileEncryptor resume(RemoteFile row) throws TransferException, InterruptedException {
        byte[] header = EncryptedInfo.header(row.fileInfo());
        String fingerprint = row.fileInfo().get(FileInfoKeys.ENCRYPTION_FINGERPRINT);
        if (header == null || fingerprint == null) {
            return null;
        }
        try {
            Optional<FileEncryptor> resumed = FileEncryptor.resume(
                    header,
                    file.request().encryption().ring(),
                    fingerprint,
                    digest,
                    file.source().length());
            return resumed.orElse(null);
        } catch (DecryptionException e) {
            return null;
        } catch (IOException e) {
            throw LocalErrors.describe("resume the upload of '" + file.name() + "'", e);
        }
    }
}
