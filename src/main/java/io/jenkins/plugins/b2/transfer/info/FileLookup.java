package io.jenkins.plugins.b2.transfer.info;

import com.backblaze.b2.client.structures.B2GetDownloadAuthorizationRequest;
import com.backblaze.b2.client.structures.B2UploadUrlResponse;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.time.Duration;
import java.util.function.Consumer;

/** Answers single questions about the bucket and its files, for those who show them. */
public final class FileLookup {
    private final OperationContext operation;

    public FileLookup(OperationContext operation) {
        this.operation = operation;
    }

    /** The id of the bucket. */
    public String bucketId() throws TransferException, InterruptedException {
        String[] found = new String[1];
        operation.run(() -> found[0] = operation.session().bucketId(operation.calls()));
        return found[0];
    }

    /** A fresh upload URL. */
    public UploadUrl uploadUrl() throws TransferException, InterruptedException {
        B2UploadUrlResponse[] found = new B2UploadUrlResponse[1];
        operation.run(() -> found[0] = operation.session().fetchUploadUrl(operation.calls()));
        return new UploadUrl(found[0].getBucketId(), found[0].getUploadUrl(), found[0].getAuthorizationToken());
    }

    /** The newest version of a file; null when there is none or it is hidden. */
    public RemoteFile find(String name) throws TransferException, InterruptedException {
        RemoteFile[] found = new RemoteFile[1];
        operation.run(() -> {
            operation.session().checkPrefix(operation.calls(), name);
            found[0] = listing().newest(name);
        });
        return found[0];
    }

    /** What lies in a folder: its files, and its folders as rows whose names end with a slash. */
    public void folder(String prefix, Consumer<RemoteFile> visitor) throws TransferException, InterruptedException {
        operation.run(() -> {
            operation.session().checkPrefix(operation.calls(), prefix);
            BucketListing.Cursor rows = listing().folder(prefix);
            RemoteFile row;
            while ((row = rows.next()) != null) {
                visitor.accept(row);
            }
        });
    }

    /** A token with which files below a prefix can be downloaded, and nothing else; the key needs {@code shareFiles}. */
    public Secret authorizeDownloads(String prefix, Duration validity) throws TransferException, InterruptedException {
        Secret[] token = new Secret[1];
        operation.run(() -> {
            operation.session().checkPrefix(operation.calls(), prefix);
            token[0] = Secret.of(operation
                    .session()
                    .call(
                            operation.calls(),
                            "get a download authorization for '" + prefix + "'",
                            (webifier, account, bucket) -> webifier.getDownloadAuthorization(
                                    account,
                                    B2GetDownloadAuthorizationRequest.builder(
                                                    bucket, prefix, Math.toIntExact(validity.toSeconds()))
                                            .build()))
                    .getAuthorizationToken());
        });
        return token[0];
    }

    private BucketListing listing() {
        return new BucketListing(operation.session(), operation.calls());
    }
}
