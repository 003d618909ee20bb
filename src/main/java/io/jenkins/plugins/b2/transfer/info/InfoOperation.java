package io.jenkins.plugins.b2.transfer.info;

import com.backblaze.b2.client.exceptions.B2ForbiddenException;
import com.backblaze.b2.client.structures.B2Bucket;
import com.backblaze.b2.client.structures.B2BucketFileLockConfiguration;
import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.lifecycle.LifecycleOperation;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.util.Optional;

/** Gathers what can be told of account, key and bucket. */
public final class InfoOperation {
    private final SessionContext core;
    private final OperationContext operation;
    private final boolean withUsage;
    private final String prefix;
    private BucketInfo result;

    public InfoOperation(SessionContext core, boolean withUsage, String prefix) {
        this.core = core;
        this.operation = new OperationContext(core, Verb.INFO, false, TransferListener.SILENT);
        this.withUsage = withUsage;
        this.prefix = prefix == null ? "" : prefix;
    }

    public BucketInfo run() throws TransferException, InterruptedException {
        operation.run(this::inspect);
        return result;
    }

    private void inspect() throws TransferException, InterruptedException {
        core.bucketId(operation.calls());
        B2Bucket bucket = core.bucket(operation.calls());
        result = new BucketInfo(
                operation.calls().authorization(),
                bucket.getBucketId(),
                bucket.getBucketName(),
                bucket.getBucketType(),
                bucket.getRevision(),
                bucket.getBucketInfo(),
                LifecycleOperation.rules(bucket),
                defaultEncryption(bucket),
                objectLock(bucket).orElse(null),
                withUsage ? usage() : null);
    }

    private static String defaultEncryption(B2Bucket bucket) {
        try {
            if (bucket.getDefaultServerSideEncryption() == null) {
                return null;
            }
            String mode = bucket.getDefaultServerSideEncryption().getMode();
            return mode == null ? "none" : mode;
        } catch (B2ForbiddenException e) {
            return null;
        }
    }

    private static Optional<Boolean> objectLock(B2Bucket bucket) {
        try {
            return Optional.ofNullable(bucket.getFileLockConfiguration())
                    .map(B2BucketFileLockConfiguration::isFileLockEnabled);
        } catch (B2ForbiddenException e) {
            return Optional.empty();
        }
    }

    private BucketInfo.Usage usage() throws TransferException, InterruptedException {
        core.checkPrefix(operation.calls(), prefix);
        Totals totals = new Totals();
        BucketListing.Cursor rows =
                new BucketListing(core, operation.calls()).versions(prefix, 0).ahead(operation);
        RemoteFile row;
        while ((row = rows.next()) != null) {
            operation.cancellation().check();
            totals.add(row);
        }
        return totals.usage();
    }

    /** Adds up rows that come by name, the newest first. */
    private static final class Totals {
        private String name;
        private long files;
        private long bytes;
        private long versions;
        private long versionBytes;
        private long hidden;
        private long unfinished;

        void add(RemoteFile row) {
            if (row.isUnfinished()) {
                unfinished++;
                return;
            }
            boolean newest = !row.name().equals(name);
            name = row.name();
            if (row.isHideMarker()) {
                hidden += newest ? 1 : 0;
                return;
            }
            versions++;
            versionBytes += row.size();
            if (newest) {
                files++;
                bytes += row.size();
            }
        }

        BucketInfo.Usage usage() {
            return new BucketInfo.Usage(files, bytes, versions, versionBytes, hidden, unfinished);
        }
    }
}
