package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2Part;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A file that goes to B2 in parts, several at a time. Takes up an interrupted upload of the same file again: parts that B2
 * holds are compared by hash and not sent.
 */
final class LargeUpload {
    private final FileUpload file;
    private final OperationContext operation;
    private final SessionContext session;
    private final B2Calls calls;
    private final Cancellation cancellation;
    private final UploadOptions options;
    private final UploadRun run;
    private final Map<String, String> info;
    private final ContentSender sender;
    private final AtomicInteger partsLeft = new AtomicInteger();
    private final AtomicLong resumedBytes = new AtomicLong();
    private final AtomicLong storedBytes = new AtomicLong();
    private PreparedUpload prepared;
    private PartPlan plan;
    private volatile LargeFile largeFile;
    private String[] hashes;

    LargeUpload(FileUpload file, UploadRun run, PreparedUpload prepared, Map<String, String> info) {
        this.file = file;
        this.operation = file.operation();
        this.session = operation.session();
        this.calls = file.calls();
        this.cancellation = file.cancellation();
        this.run = run;
        this.options = run.options();
        this.prepared = prepared;
        this.info = info;
        this.sender = new ContentSender(operation, cancellation);
    }

    void start() throws IOException, TransferException, InterruptedException {
        UnfinishedUploadFinder finder = new UnfinishedUploadFinder(session, calls, file.name(), options, info);
        UnfinishedUploadFinder.Found found =
                options.resume() ? finder.find(prepared, run.unfinished().of(file.name(), calls)) : null;
        List<B2Part> stored = found == null ? null : partsOf(found);
        if (stored != null && found.encryptor() != null) {
            // Its parts were encrypted that way, so ours are, too.
            prepared = prepared.with(file.use(found.encryptor()));
        }
        if (stored == null) {
            begin(finder);
            return;
        }
        plan = plan(stored);
        if (stored.stream().anyMatch(part -> part.getPartNumber() > plan.count())) {
            // B2 does not say what becomes of surplus parts, so that file is not touched.
            beginAnew(finder);
            return;
        }
        prepareEncryption();
        largeFile = LargeFile.resumed(calls, file.name(), found.fileId());
        if (prepared.encryptor() == null || stored.isEmpty()) {
            send(stored, false);
        } else {
            compare(stored, finder);
        }
    }

    private void begin(UnfinishedUploadFinder finder) throws IOException, TransferException, InterruptedException {
        plan = plan(List.of());
        prepareEncryption();
        largeFile = startLargeFile(finder);
        send(List.of(), false);
    }

    /** With an encryption of its own: what an interrupted upload began must not be filled up with other bytes. */
    private void beginAnew(UnfinishedUploadFinder finder) throws IOException, TransferException, InterruptedException {
        if (prepared.encryptor() != null) {
            prepared = prepared.with(file.newEncryptor());
        }
        begin(finder);
    }

    /**
     * Encrypted parts that B2 holds are compared before any other is sent: where one of them differs, other bytes than
     * these may have gone out under the same nonces, and nothing is to be added to them.
     */
    private void compare(List<B2Part> stored, UnfinishedUploadFinder finder) {
        AtomicBoolean differs = new AtomicBoolean();
        AtomicInteger left = new AtomicInteger(stored.size());
        List<WorkQueue.Task> tasks = new ArrayList<>(stored.size());
        for (B2Part part : stored) {
            tasks.add(file.part(() -> {
                if (!differs.get() && !isSame(part)) {
                    differs.set(true);
                }
                if (left.decrementAndGet() == 0) {
                    compared(stored, differs.get(), finder);
                }
            }));
        }
        operation.addFirst(tasks);
    }

    private void compared(List<B2Part> stored, boolean differ, UnfinishedUploadFinder finder)
            throws IOException, TransferException, InterruptedException {
        if (differ) {
            largeFile.cancel(operation.calls());
            beginAnew(finder);
        } else {
            send(stored, true);
        }
    }

    private boolean isSame(B2Part part) throws IOException {
        int index = part.getPartNumber() - 1;
        return part.getContentLength() == plan.size(index) && isSame(index, part);
    }

    /** @param compared whether the parts that B2 holds are known to be the same */
    private void send(List<B2Part> stored, boolean compared) {
        hashes = new String[plan.count()];
        partsLeft.set(plan.count());
        operation.addFirst(tasks(stored, compared));
    }

    /** Null when it is no longer unfinished: another upload of the same file may be at it. */
    private List<B2Part> partsOf(UnfinishedUploadFinder.Found found) throws TransferException, InterruptedException {
        try {
            return new BucketListing(session, calls).parts(found.fileId());
        } catch (TransferException e) {
            if (isRefused(e)) {
                return null;
            }
            throw e;
        }
    }

    private LargeFile startLargeFile(UnfinishedUploadFinder finder) throws TransferException, InterruptedException {
        prepared.describeEncryption(info);
        long before = System.nanoTime();
        return LargeFile.begin(
                session,
                calls,
                file.name(),
                options,
                info,
                () -> finder.findStarted(session.transport().serverMillisAt(before)));
    }

    /** Keeps to the size of the parts that are there; parts of another size would all have to be sent again. */
    private PartPlan plan(List<B2Part> stored) {
        long length = prepared.length();
        long largest = stored.stream().mapToLong(B2Part::getContentLength).max().orElse(0);
        PartPlan like = new PartPlan(length, Math.max(1, largest));
        PartSizes same = PartSizes.of(largest, run.sizes().smallest());
        boolean possible = largest >= PartPlan.of(length, same, 1).partSize() && like.count() > 1;
        return possible
                ? like
                : PartPlan.of(
                        length, run.sizes(), session.settings().connections().most());
    }

    /** Reads the source, so it comes first: a source that has changed leaves nothing at B2. */
    private void prepareEncryption() throws IOException, InterruptedException {
        if (prepared.encryptor() != null) {
            long[] offsets =
                    IntStream.range(0, plan.count()).mapToLong(plan::start).toArray();
            prepared.encryptor().prepare(prepared.source(), offsets);
        }
    }

    private List<WorkQueue.Task> tasks(List<B2Part> stored, boolean compared) {
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
            tasks.add(file.part(() -> part(index, held[index], compared)));
        }
        return tasks;
    }

    private void part(int index, B2Part held, boolean compared)
            throws IOException, TransferException, InterruptedException {
        try {
            store(index, held, compared);
        } catch (TransferException e) {
            endAsFinished(e);
        }
    }

    private void store(int index, B2Part held, boolean compared)
            throws IOException, TransferException, InterruptedException {
        long size = plan.size(index);
        if (held == null || !compared && !isSame(index, held)) {
            hashes[index] =
                    largeFile.uploadPart(index + 1, sender, prepared, plan.start(index), size, knownHash(index));
        } else {
            hashes[index] = held.getContentSha1();
            resumedBytes.addAndGet(size);
            operation.meter().held(size);
        }
        storedBytes.addAndGet(size);
        if (partsLeft.decrementAndGet() == 0) {
            prepared.source().checkUnchanged();
            B2FileVersion finished = largeFile.finish(Arrays.asList(hashes), prepared.length());
            file.succeed(prepared, finished, resumedBytes.get());
            file.wipeKeys();
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
                finished = largeFile.findFinished();
            } catch (TransferException e) {
                refusal.addSuppressed(e);
            }
        }
        if (finished == null || finished.getContentLength() != prepared.length()) {
            throw refusal;
        }
        if (file.succeed(prepared, finished, resumedBytes.get())) {
            operation.meter().held(prepared.length() - storedBytes.get());
        }
    }

    private static boolean isRefused(TransferException e) {
        return e.kind() == Kind.USAGE || e.kind() == Kind.NOT_FOUND;
    }

    /** Null when it is not known before: the part is encrypted, or an interrupted upload cut the file otherwise. */
    private String knownHash(int index) {
        PartHashes known = prepared.partHashes();
        return known != null && known.partSize() == plan.partSize()
                ? known.parts().get(index)
                : null;
    }

    private boolean isSame(int index, B2Part held) throws IOException {
        String hash = knownHash(index);
        if (hash != null) {
            return hash.equalsIgnoreCase(held.getContentSha1());
        }
        try (InputStream in = prepared.open(plan.start(index), plan.size(index))) {
            return Hashing.hex(Hashing.digest(Hashing.SHA1, in, cancellation)).equalsIgnoreCase(held.getContentSha1());
        }
    }

    /** What was sent of a source that has changed, or that is not to be taken up again, can't become a file any more. */
    void cancelIfUseless() {
        boolean resumable = options.resume() && (prepared.encryptor() == null || prepared.isHashed());
        if (largeFile != null && (isSourceChanged() || !resumable)) {
            largeFile.cancel(operation.calls());
        }
    }

    private boolean isSourceChanged() {
        try {
            prepared.source().checkUnchanged();
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
