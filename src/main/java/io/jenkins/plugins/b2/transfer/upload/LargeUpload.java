package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2CancelLargeFileRequest;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2FinishLargeFileRequest;
import com.backblaze.b2.client.structures.B2GetFileInfoRequest;
import com.backblaze.b2.client.structures.B2GetUploadPartUrlRequest;
import com.backblaze.b2.client.structures.B2Part;
import com.backblaze.b2.client.structures.B2StartLargeFileRequest;
import com.backblaze.b2.client.structures.B2UploadPartRequest;
import com.backblaze.b2.client.structures.B2UploadPartUrlResponse;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import io.jenkins.plugins.b2.transfer.protocol.UploadUrls;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * A file that goes to B2 in parts, several at a time. Takes up an interrupted upload of the same file again: parts that B2
 * holds are compared by hash and not sent.
 */
final class LargeUpload {
    private static final Logger LOGGER = Logger.getLogger(LargeUpload.class.getName());

    private final FileUpload file;
    private final B2Calls calls;
    private final Map<String, String> info;
    private final byte[] digest;
    private final PartHashes known;
    private final AtomicInteger partsLeft = new AtomicInteger();
    private final AtomicLong resumedBytes = new AtomicLong();
    private final AtomicLong storedBytes = new AtomicLong();
    private UploadBody body;
    private PartPlan plan;
    private String fileId;
    private UploadUrls<B2UploadPartUrlResponse> urls;
    private String[] hashes;

    /**
     * @param digest of the plaintext when the file is encrypted, else null
     * @param known hashes of the parts when the file isn't encrypted, else null
     */
    LargeUpload(FileUpload file, Map<String, String> info, byte[] digest, PartHashes known) {
        this.file = file;
        this.calls = file.calls();
        this.info = info;
        this.digest = digest;
        this.known = known;
    }

    void start() throws IOException, TransferException, InterruptedException {
        UnfinishedUploadFinder resumable = new UnfinishedUploadFinder(file, info, digest);
        RemoteFile unfinished = file.request().resume() ? resumable.find() : null;
        List<B2Part> stored = unfinished == null ? List.of() : partsOf(unfinished);
        body = file.body(file.encryptor());
        plan = plan(stored == null ? List.of() : stored);
        if (stored == null || stored.stream().anyMatch(part -> part.getPartNumber() > plan.count())) {
            // B2 does not say what becomes of surplus parts, so that file is not touched.
            unfinished = null;
            stored = List.of();
            file.describeEncryption(info);
        }
        // Reads the source, so it comes first: a source that has changed leaves nothing at B2.
        prepareEncryption();
        fileId = unfinished != null ? unfinished.fileId() : begin(resumable);
        urls = new UploadUrls<>(this::fetchUrl);
        hashes = new String[plan.count()];
        partsLeft.set(plan.count());
        file.operation().addFirst(tasks(stored));
    }

    /** Null when it is no longer unfinished: another upload of the same file may be at it. */
    private List<B2Part> partsOf(RemoteFile unfinished) throws TransferException, InterruptedException {
        try {
            return new BucketListing(file.operation().core(), calls).parts(unfinished.fileId());
        } catch (TransferException e) {
            if (isRefused(e)) {
                return null;
            }
            throw e;
        }
    }

    private String begin(UnfinishedUploadFinder resumable) throws TransferException, InterruptedException {
        String bucket = file.operation().core().bucketId(calls);
        long before = System.nanoTime();
        return calls.call(
                        "start the large file '" + file.name() + "'",
                        (webifier, account) -> webifier.startLargeFile(
                                account,
                                B2StartLargeFileRequest.builder(
                                                bucket,
                                                file.name(),
                                                file.request().contentType())
                                        .setCustomFields(info)
                                        .build()),
                        () -> resumable.findStarted(
                                file.operation().core().transport().serverMillisAt(before)))
                .getFileId();
    }

    /** Keeps to the size of the parts that are there; parts of another size would all have to be sent again. */
    private PartPlan plan(List<B2Part> stored) {
        long largest = stored.stream().mapToLong(B2Part::getContentLength).max().orElse(0);
        PartPlan like = new PartPlan(body.length(), Math.max(1, largest));
        boolean possible = largest >= PartPlan.of(body.length(), largest, 1).partSize() && like.count() > 1;
        return possible
                ? like
                : PartPlan.of(body.length(), file.operation().core().settings());
    }

    private void prepareEncryption() throws IOException, InterruptedException {
        if (file.encryptor() != null) {
            long[] offsets =
                    IntStream.range(0, plan.count()).mapToLong(plan::start).toArray();
            file.encryptor().prepare(file.source(), offsets);
        }
    }

    private List<WorkQueue.Task> tasks(List<B2Part> stored) {
        B2Part[] held = new B2Part[plan.count()];
        for (B2Part part : stored) {
            int index = part.getPartNumber() - 1;
            if (index < held.length && part.getContentLength() == plan.size(index)) {
                held[index] = part;
            }
        }
        List<WorkQueue.Task> tasks = new ArrayList<>(plan.count());
        for (int i = 0; i < plan.count(); i++) {
            int index = i;
            tasks.add(() -> part(index, held[index]));
        }
        return tasks;
    }

    private void part(int index, B2Part held) throws InterruptedException {
        if (file.hasEnded()) {
            return;
        }
        file.guard(() -> {
            try {
                store(index, held);
            } catch (TransferException e) {
                endAsFinished(e);
            }
        });
        if (file.hasFailed() && (isSourceChanged() || !file.request().resume())) {
            cancelAtB2();
        }
    }

    private void store(int index, B2Part held) throws IOException, TransferException, InterruptedException {
        if (held == null || !isSame(index, held)) {
            hashes[index] = send(index);
        } else {
            hashes[index] = held.getContentSha1();
            resumedBytes.addAndGet(plan.size(index));
            file.operation().meter().moved(plan.size(index));
        }
        storedBytes.addAndGet(plan.size(index));
        if (partsLeft.decrementAndGet() == 0) {
            finish();
        }
    }

    /**
     * Two uploads of the same file at the same time work on the same large file, and one of them finishes it first. The
     * other one is refused then, but what it was to do is done.
     */
    private void endAsFinished(TransferException refusal) throws IOException, TransferException, InterruptedException {
        B2FileVersion finished = null;
        if (isRefused(refusal)) {
            try {
                finished = findFinished();
            } catch (TransferException e) {
                refusal.addSuppressed(e);
            }
        }
        if (finished == null || finished.getContentLength() != body.length()) {
            throw refusal;
        }
        if (file.done(finished, resumedBytes.get(), false)) {
            file.operation().meter().moved(body.length() - storedBytes.get());
        }
    }

    private static boolean isRefused(TransferException e) {
        return e.kind() == Kind.USAGE || e.kind() == Kind.NOT_FOUND;
    }

    /** Null when it is not known before: the part is encrypted, or an interrupted upload cut the file otherwise. */
    private String knownHash(int index) {
        return known != null && known.partSize() == plan.partSize()
                ? known.parts().get(index)
                : null;
    }

    private boolean isSame(int index, B2Part held) throws IOException {
        String hash = knownHash(index);
        if (hash != null) {
            return hash.equalsIgnoreCase(held.getContentSha1());
        }
        try (InputStream in = body.open(plan.start(index), plan.size(index))) {
            return Hashing.hex(Hashing.digest(Hashing.SHA1, in, file.cancellation()))
                    .equalsIgnoreCase(held.getContentSha1());
        }
    }

    private String send(int index) throws TransferException, InterruptedException {
        int number = index + 1;
        return calls.upload(
                        "upload part " + number + " of '" + file.name() + "'",
                        urls,
                        (webifier, url) -> file.stream(
                                body,
                                plan.start(index),
                                plan.size(index),
                                knownHash(index),
                                content -> webifier.uploadPart(
                                        url,
                                        B2UploadPartRequest.builder(number, content)
                                                .build())),
                        () -> null)
                .getContentSha1();
    }

    private B2UploadPartUrlResponse fetchUrl(B2Calls any) throws TransferException, InterruptedException {
        return calls.call(
                "get an upload URL for the parts of '" + file.name() + "'",
                (webifier, account) -> webifier.getUploadPartUrl(
                        account, B2GetUploadPartUrlRequest.builder(fileId).build()));
    }

    private void finish() throws IOException, TransferException, InterruptedException {
        file.source().checkUnchanged();
        B2FileVersion finished = calls.call(
                "finish the large file '" + file.name() + "'",
                (webifier, account) -> webifier.finishLargeFile(
                        account,
                        B2FinishLargeFileRequest.builder(fileId, Arrays.asList(hashes))
                                .build()),
                this::findFinished);
        if (finished.getContentLength() != body.length()) {
            throw new TransferException(
                    Kind.INTEGRITY,
                    "B2 put '" + file.name() + "' together from " + finished.getContentLength() + " bytes, but it has "
                            + body.length() + ". Delete that version and upload the file again");
        }
        file.done(finished, resumedBytes.get(), true);
    }

    /** Finishing can't be repeated; after a lost answer the file itself tells whether it worked. */
    private B2FileVersion findFinished() throws TransferException, InterruptedException {
        B2FileVersion version = calls.call(
                "look whether '" + file.name() + "' is finished",
                (webifier, account) -> webifier.getFileInfo(
                        account, B2GetFileInfoRequest.builder(fileId).build()));
        return version.isUpload() ? version : null;
    }

    private boolean isSourceChanged() {
        try {
            file.source().checkUnchanged();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** What was sent can't become a file any more. Failing to clean up is no second failure of the upload. */
    private void cancelAtB2() throws InterruptedException {
        try {
            file.operation()
                    .calls()
                    .call(
                            "cancel the large file '" + file.name() + "'",
                            (webifier, account) -> webifier.cancelLargeFile(
                                    account,
                                    B2CancelLargeFileRequest.builder(fileId).build()));
        } catch (TransferException e) {
            LOGGER.log(Level.FINE, "not cancelled", e);
        }
    }
}
