package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2CopyFileRequest;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2GetFileInfoRequest;
import io.jenkins.plugins.b2.transfer.FileCopy;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One file that B2 copies; in parts where it would be uploaded in parts, all of them at the same time. */
public final class CopyTask extends FileTask {
    private final FileCopy copy;
    private PartPlan plan;
    private String[] hashes;
    private int missing;
    private volatile LargeFile largeFile;

    public CopyTask(OperationContext operation, FileCopy copy) {
        super(operation, copy.name());
        this.copy = copy;
    }

    @Override
    protected String what() {
        return "copy to '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        FileNames.check(name());
        session().checkPrefix(calls(), name());
        operation().fileStarted(name(), copy.size());
        PartSizes sizes = PartSizes.of(session().settings(), calls().authorization());
        if (copy.size() > sizes.whole()) {
            copyParts(sizes);
            return;
        }
        long before = System.nanoTime();
        end(session()
                .call(
                        calls(),
                        what(),
                        (webifier, account, bucket) -> BucketListing.remoteFile(webifier.copyFile(
                                account,
                                B2CopyFileRequest.builder(copy.fileId(), name())
                                        .setDestinationBucketId(bucket)
                                        .build())),
                        () -> find(before)));
    }

    /** The copy that a request whose answer was lost has made; null when it has not, or when the key may not look. */
    private RemoteFile find(long before) throws TransferException, InterruptedException {
        long notBefore = session().transport().serverMillisAt(before) - UploadReconciler.CLOCK_MILLIS;
        try {
            RemoteFile newest = new BucketListing(session(), calls()).newest(name());
            boolean ours = newest != null && newest.size() == copy.size() && newest.uploadTimestamp() >= notBefore;
            return ours ? newest : null;
        } catch (TransferException e) {
            if (e.kind() == Kind.PERMISSION) {
                return null;
            }
            throw e;
        }
    }

    private void copyParts(PartSizes sizes) throws TransferException, InterruptedException {
        B2FileVersion source = calls().call(
                        "look up the file version '" + copy.fileId() + "'",
                        (webifier, account) -> webifier.getFileInfo(
                                account,
                                B2GetFileInfoRequest.builder(copy.fileId()).build()));
        UploadOptions options = new UploadOptions(
                source.getContentType(), source.getFileInfo(), null, false, null, null, false, false, null);
        largeFile = LargeFile.begin(session(), calls(), name(), options, source.getFileInfo(), () -> null);
        plan = PartPlan.of(
                copy.size(), sizes, session().settings().connections().most());
        synchronized (this) {
            hashes = new String[plan.count()];
            missing = plan.count();
        }
        List<WorkQueue.Task> parts = new ArrayList<>();
        for (int i = 0; i < plan.count(); i++) {
            int index = i;
            parts.add(task(() -> copyPart(index)));
        }
        operation().addFirst(parts);
    }

    private void copyPart(int index) throws IOException, TransferException, InterruptedException {
        String hash = largeFile.copyPart(index + 1, copy.fileId(), plan.start(index), plan.size(index));
        if (isLast(index, hash)) {
            end(BucketListing.remoteFile(largeFile.finish(Arrays.asList(allHashes()), copy.size())));
        }
    }

    private synchronized boolean isLast(int index, String hash) {
        hashes[index] = hash;
        missing--;
        return missing == 0;
    }

    private synchronized String[] allHashes() {
        return hashes.clone();
    }

    private void end(RemoteFile made) throws IOException, TransferException, InterruptedException {
        if (made.size() != copy.size()) {
            throw new TransferException(
                    Kind.INTEGRITY,
                    "Could not " + what() + ": the copy has " + made.size() + " bytes instead of " + copy.size());
        }
        succeed(() -> UploadResult.of(this, made, null, copy.size(), null, null, false, 0));
    }

    @Override
    protected void discard() throws InterruptedException {
        if (largeFile != null) {
            largeFile.cancel(operation().calls());
        }
    }

    @Override
    protected void release() {}
}
