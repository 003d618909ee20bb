package io.jenkins.plugins.b2.transfer.download;

import com.backblaze.b2.client.B2StorageClientWebifier;
import com.backblaze.b2.client.contentHandlers.B2ContentSink;
import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.structures.B2DownloadByIdRequest;
import com.backblaze.b2.client.structures.B2DownloadByNameRequest;
import com.backblaze.b2.util.B2ByteRange;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.FileDecryptor;
import io.jenkins.plugins.b2.transfer.files.ByteRanges;
import io.jenkins.plugins.b2.transfer.files.DownloadTarget;
import io.jenkins.plugins.b2.transfer.files.OrderedTarget;
import io.jenkins.plugins.b2.transfer.files.PartialFile;
import io.jenkins.plugins.b2.transfer.files.TargetContent;
import io.jenkins.plugins.b2.transfer.files.TargetPlace;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.operation.FileStep;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.MeteredInputStream;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file on its way here. The first request tells what the file is and brings its beginning; where there is more, further
 * ranges are fetched at the same time, and what an earlier run has left is not fetched again. The file appears when all of
 * it is there and has been checked.
 */
final class FileDownload extends FileTask {
    private static final int BUFFER_SIZE = 128 * 1024;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int MAX_ATTEMPTS = 2;

    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BUFFER_SIZE]);

    private final OperationContext operation;
    private final DownloadJob job;
    private final DownloadItem item;
    private final int attempt;
    /** What an earlier attempt got instead of the hash that was expected; null when there was none. */
    private final String earlierSha1;

    private final AtomicInteger fetching = new AtomicInteger();
    private final AtomicLong moved = new AtomicLong();
    private volatile DownloadHeaders stored;
    private byte[] head;
    private TransferException refusal;
    private StoredContentDecoder content;
    /** Where it goes when it is decrypted, looked at before anything is fetched; null for a stream. */
    private TargetPlace place;

    private DownloadTarget target;
    private OrderedHash hash;
    private String computedSha1;
    private DownloadRange.Recorder recorder;
    private volatile DownloadPlan plan;
    private DownloadRange first;
    private volatile boolean othersBegun;
    private volatile boolean written;
    private long resumedBytes;
    private int users;
    private boolean released;
    private volatile boolean settled;

    FileDownload(OperationContext operation, DownloadJob job, DownloadItem item) {
        this(operation, job, item, 1, null);
    }

    private FileDownload(
            OperationContext operation, DownloadJob job, DownloadItem item, int attempt, String earlierSha1) {
        super(operation, item.name());
        this.operation = operation;
        this.job = job;
        this.item = item;
        this.attempt = attempt;
        this.earlierSha1 = earlierSha1;
    }

    @Override
    protected String what() {
        return "download '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        if (item.unchanged() != null && item.unchanged().isAt(item.target(), item.bound(), cancellation())) {
            skip(item.unchanged().row());
        } else {
            using(this::fetchAll);
        }
    }

    private void skip(RemoteFile row) throws IOException, TransferException, InterruptedException {
        operation.expectMore(row.size() - Math.max(0, item.size()));
        operation.fileStarted(item.name(), row.size());
        operation.meter().moved(row.size());
        long size = Files.size(item.target());
        succeed(() -> new FileResult.Downloaded(
                item.name(),
                row.fileId(),
                item.target().toString(),
                size,
                null,
                null,
                item.unchanged().format(),
                true,
                0,
                retries(),
                elapsed()));
    }

    private void fetchAll() throws IOException, TransferException, InterruptedException {
        boolean fetched = false;
        try {
            fetchFirst(mayResume());
            fetched = true;
        } catch (TransferException e) {
            throw withSuffixNamed(e);
        } finally {
            if (!fetched && first != null) {
                first.close();
            }
        }
        if (refusal != null) {
            throw refusal;
        }
        if (plan == null) {
            prepare(true);
        }
        fetchOthersOnceDecrypted();
        if (first != null) {
            workOff(first);
        } else if (plan.endsNow()) {
            finish();
        }
    }

    /** Those who encrypt forget most of all that names in B2 say so. */
    private TransferException withSuffixNamed(TransferException e) {
        String suffix = job.encryption() == null ? "" : job.encryption().suffix();
        boolean mayBeMeant = e.kind() == Kind.NOT_FOUND
                && e.scope() == TransferException.Scope.FILE
                && item.fileId() == null
                && !suffix.isEmpty()
                && !item.name().endsWith(suffix);
        return mayBeMeant
                ? new TransferException(
                        Kind.NOT_FOUND,
                        e.getMessage() + ". If it was encrypted on upload, its name in B2 ends with '" + suffix + "'",
                        e)
                : e;
    }

    /**
     * Whether an earlier run has left something: then no more than the beginning is fetched before that is looked at.
     * A pipe is opened before anything is fetched, because somebody has to come and read from it.
     */
    private boolean mayResume() throws IOException, InterruptedException {
        if (job.stream() != null) {
            own(OrderedTarget.of("-", job.stream()));
            return false;
        }
        place = TargetPlace.of(item.target(), item.bound());
        if (place.ordered()) {
            own(open(place, TargetContent.once(name(), 0)));
            return false;
        }
        return attempt == 1
                && job.request().resume()
                && item.size() != 0
                && job.folders().hasPartialOf(place);
    }

    private void own(DownloadTarget opened) {
        target = opened;
        operation.own(opened);
    }

    private void fetchFirst(boolean headOnly) throws TransferException, InterruptedException {
        if (item.size() == 0) {
            fetchFirst(null, false);
            return;
        }
        long end = StoredContentDecoder.HEAD_BYTES + (headOnly ? 0 : DownloadPlan.FIRST);
        try {
            fetchFirst(B2ByteRange.between(0, end - 1), headOnly);
        } catch (TransferException e) {
            // No range of an empty file can be satisfied.
            if (!(e.getCause() instanceof B2Exception cause) || cause.getStatus() != RANGE_NOT_SATISFIABLE) {
                throw e;
            }
            fetchFirst(null, false);
        }
    }

    /** Once a try has told what the file is, there is nothing to repeat here: {@link #complete} fetches what is missing. */
    private void fetchFirst(B2ByteRange range, boolean headOnly) throws TransferException, InterruptedException {
        calls().download(what(), this::arrived, (webifier, account) -> {
            if (stored == null) {
                get(webifier, account, range, (headers, in) -> first(headers, in, headOnly));
            }
        });
    }

    private long arrived() {
        return first == null ? 0 : first.position();
    }

    private void get(
            B2StorageClientWebifier webifier, B2AccountAuthorization account, B2ByteRange range, B2ContentSink sink)
            throws B2Exception {
        String id = stored != null ? stored.fileId() : item.fileId();
        if (id != null) {
            webifier.downloadById(
                    account, B2DownloadByIdRequest.builder(id).setRange(range).build(), sink);
        } else {
            String bucket = operation.session().settings().bucket();
            webifier.downloadByName(
                    account,
                    B2DownloadByNameRequest.builder(bucket, item.name())
                            .setRange(range)
                            .build(),
                    sink);
        }
    }

    private void first(B2Headers headers, InputStream in, boolean headOnly) throws B2Exception, IOException {
        DownloadHeaders found = DownloadHeaders.ofStart(headers);
        if (!isWhatWasAskedFor(found)) {
            return;
        }
        InputStream metered = metered(in);
        byte[] beginning = metered.readNBytes((int) Math.min(StoredContentDecoder.HEAD_BYTES, found.length()));
        if (beginning.length < Math.min(StoredContentDecoder.HEAD_BYTES, found.length())) {
            throw new IOException("The answer ended early");
        }
        head = beginning;
        stored = found;
        if (!headOnly) {
            local(() -> prepare(false));
            pump(first, metered);
        }
    }

    /** Not another file than the one that was asked for, when B2 says what it is. */
    private boolean isWhatWasAskedFor(DownloadHeaders found) {
        boolean sameName = found.name() == null || item.name().equals(found.name());
        boolean sameVersion = found.fileId() != null
                && (item.fileId() == null || item.fileId().equals(found.fileId()));
        if (!sameName || !sameVersion) {
            refusal = new TransferException(
                    Kind.REMOTE,
                    "Could not " + what() + ": B2 answered with "
                            + (sameName ? "another version of it" : "the file '" + found.name() + "'")
                            + ". Nothing was written; ask whoever runs the server",
                    null,
                    false);
        }
        return refusal == null;
    }

    /** Knows now what the file is: makes room for it, and plans the ranges. */
    private void prepare(boolean resume) throws IOException, InterruptedException {
        long length = stored.length();
        content = StoredContentDecoder.of(head, length, item.name(), job.request(), job.encryption());
        operation.own(content);
        byte[] recordKey = job.request().resume() && length > DownloadRange.RECORDED ? recordKey() : null;
        if (target == null) {
            Path path = content.isDecrypted() ? item.target() : item.stored().find();
            TargetPlace found = path.equals(item.target()) ? place : TargetPlace.of(path, item.bound());
            TargetContent what = new TargetContent(
                    stored.fileId() + (content.isDecrypted() ? " " + content.format() : " raw"),
                    content.size(length),
                    recordKey);
            own(open(found, what));
        }
        if (attempt == 1) {
            operation.expectMore(length - Math.max(0, item.size()));
            operation.fileStarted(item.name(), length);
        }
        ByteRanges there = new ByteRanges();
        if (recordKey != null && target instanceof PartialFile file) {
            recorder = file::written;
            there = resume ? resumed(file) : there;
        }
        resumedBytes = there.total();
        moved.addAndGet(resumedBytes);
        operation.meter().held(resumedBytes);
        DownloadPlan made = new DownloadPlan(
                length,
                operation.session().settings().connections().most(),
                content.decryptor(),
                target.isOrdered(),
                there);
        hash = !content.isDecrypted() && stored.sha1() != null
                ? new OrderedHash(target::read, made::writtenFrom)
                : null;
        first = made.next();
        if (first != null) {
            open(first);
        }
        plan = made;
        if (first != null && first.from() == 0) {
            take(first, head, head.length);
        }
        if (!content.isDecrypted()) {
            fetchOthers();
        }
    }

    private DownloadTarget open(TargetPlace at, TargetContent what) throws IOException, InterruptedException {
        if (at.ordered() && job.request().isTree()) {
            throw new IOException(
                    "'" + at.path() + "' is a device or a pipe: name the file and its target to write there");
        }
        return at.open(what, job.folders());
    }

    /** Null where no check of the whole at the end would tell of a record that lies. */
    private byte[] recordKey() {
        if (content.isDecrypted()) {
            return content.decryptor().recordKey();
        }
        return stored.sha1() == null ? null : stored.fileId().getBytes(StandardCharsets.UTF_8);
    }

    private ByteRanges resumed(PartialFile file) throws IOException {
        long length = stored.length();
        FileDecryptor decryptor = content.decryptor();
        return file.resume(
                offset -> {
                    try {
                        return decryptor == null ? offset : decryptor.plaintextOffset(offset, length);
                    } catch (DecryptionException e) {
                        return -1;
                    }
                },
                cancellation()::check);
    }

    private void fetchOthers() {
        othersBegun = true;
        int others = Math.min(operation.session().settings().connections().most() - 1, plan.rangesLeft());
        operation.addFirst(Collections.nCopies(Math.max(0, others), otherRanges()));
    }

    private void fetchOthersOnceDecrypted() {
        // Not before something has been decrypted: whatever fails then is damage, and no wrong passphrase.
        if (!othersBegun && written) {
            fetchOthers();
        }
    }

    private void open(DownloadRange range) throws IOException {
        range.open(target, content.open(range.from(), range.to(), stored.length()), hash, recorder);
    }

    /** Completes one range after the other, as long as there are any and the connection may be used. */
    private void workOff(DownloadRange range) throws IOException, TransferException, InterruptedException {
        DownloadRange next = range;
        while (next != null) {
            cancellation().check();
            if (complete(next)) {
                finish();
            }
            if (operation.isOverLimit()) {
                operation.addFirst(List.of(otherRanges()));
                return;
            }
            next = plan.next();
        }
    }

    private WorkQueue.Task otherRanges() {
        return task(() -> using(() -> workOff(plan.next())));
    }

    /** Fetches what a range still lacks; tells whether that was all that the file lacked. */
    private boolean complete(DownloadRange range) throws IOException, TransferException, InterruptedException {
        if (!range.isOpen()) {
            open(range);
        }
        try (range) {
            fetching.incrementAndGet();
            while (!range.isComplete()) {
                calls().download(what(), range::position, (webifier, account) -> fetch(range, webifier, account));
            }
            fetching.decrementAndGet();
            range.finish(() -> fetching.get() > 0, cancellation()::check);
        }
        return plan.complete(range);
    }

    private void fetch(DownloadRange range, B2StorageClientWebifier webifier, B2AccountAuthorization account)
            throws B2Exception {
        moved(-range.restart());
        get(webifier, account, B2ByteRange.between(range.position(), range.to() - 1), (headers, in) -> {
            DownloadHeaders.checkStart(headers, range.position());
            pump(range, metered(in));
            if (!range.isComplete()) {
                throw new IOException("The answer ended early");
            }
        });
    }

    private void pump(DownloadRange range, InputStream in) throws IOException {
        byte[] buffer = BUFFER.get();
        int count;
        while (!range.isComplete() && (count = in.read(buffer, 0, buffer.length)) >= 0) {
            int length = count;
            local(() -> take(range, buffer, length));
        }
    }

    /** Progress is what is of use: an answer may bring more than that, or bring it again. */
    private void take(DownloadRange range, byte[] buffer, int length) throws IOException {
        moved(range.take(buffer, 0, length));
        written |= range.hasWritten();
        fetchOthersOnceDecrypted();
    }

    private void moved(long bytes) {
        moved.addAndGet(bytes);
        operation.meter().moved(bytes);
    }

    private InputStream metered(InputStream in) {
        return new MeteredInputStream(
                in,
                new MeteredInputStream.Meters(
                        operation.session().throttle(),
                        cancellation(),
                        count -> {},
                        operation.session().downloaded()::add));
    }

    private void finish() throws IOException, TransferException, InterruptedException {
        computedSha1 = hash == null ? null : hash.finish(cancellation()::check);
        boolean right = computedSha1 == null || computedSha1.equalsIgnoreCase(stored.sha1());
        if (!right && !isDeliveredAsItIs()) {
            throw new TransferException(Kind.INTEGRITY, "Could not " + what() + ": " + wrongHash());
        }
        succeed(() -> {
            long size = target.size();
            List<String> warnings = target.commit(stored.modified());
            settled = true;
            tell(warnings, right);
            return result(size, right);
        });
        operation.close(content);
    }

    /** What the uploader claimed can be wrong for ever. What B2 itself has hashed is damaged when that does not fit. */
    private boolean isDeliveredAsItIs() {
        boolean sameAgain = computedSha1.equals(earlierSha1);
        boolean lastAttempt =
                target.isOrdered() || operation.session().settings().maxRetries() == 0;
        return stored.hashClaimed() && !job.request().verify() && (sameAgain || lastAttempt);
    }

    private String wrongHash() {
        String sha1s = "the SHA-1 of what arrived is " + computedSha1 + ", but ";
        String wasWritten = target.isOrdered()
                ? "What was written to '" + target.place() + "' must not be used"
                : "Nothing was written";
        if (!stored.hashClaimed()) {
            return sha1s + "B2 has computed " + stored.sha1() + ". The file was damaged on its way or in B2. "
                    + wasWritten;
        }
        return sha1s + "whoever uploaded it claimed " + stored.sha1() + ". "
                + (computedSha1.equals(earlierSha1)
                        ? "B2 sent the same twice, so the claim is wrong or the file was damaged before B2 got it. "
                        : "The claim is wrong, or the file was damaged. ")
                + wasWritten + "; to have it all the same, switch the verification off (--no-verify, verify: false)";
    }

    private void tell(List<String> warnings, boolean right) {
        if (!right) {
            operation.warn("'" + name() + "' was NOT verified: " + "the SHA-1 of what B2 has is " + computedSha1
                    + ", but whoever uploaded it claimed " + stored.sha1());
        }
        if (content.isLeftEncrypted()) {
            operation.warn(
                    "'" + name() + "' looks like an encrypted file (FERNET) and was left as it is: its name does not"
                            + " end as those of encrypted files do, and no passphrase opens it");
        }
        if (stored.unreadableTime() != null) {
            operation.warn("'" + name() + "' has an impossible modification time, '" + stored.unreadableTime()
                    + "'; it got the time of now");
        }
        warnings.forEach(warning -> operation.warn("'" + name() + "': " + warning));
    }

    private FileResult result(long size, boolean right) {
        String plain = computedSha1 != null && right ? Hashing.SHA1 : "length";
        return new FileResult.Downloaded(
                name(),
                stored.fileId(),
                target.place(),
                size,
                computedSha1,
                content.isDecrypted() ? content.format().name() : plain,
                content.format(),
                false,
                resumedBytes,
                retries(),
                elapsed());
    }

    /** A damaged file is fetched once more as a whole; if it was damaged on its way, that mends it. */
    @Override
    protected boolean mend(TransferException e) {
        if (target != null && (e.kind() == Kind.LOCAL || e.kind() == Kind.INTEGRITY)) {
            // A full disk must not stay full, and what is damaged must not be gone on with.
            target.discard();
            settled = true;
        }
        boolean anotherKey = isMadeWithAnotherKey(e);
        if (!anotherKey && !isWorthAnotherAttempt(e)) {
            return false;
        }
        FileDownload next = new FileDownload(operation, job, item, attempt + 1, computedSha1);
        if (!giveUpFor(next, e)) {
            return false;
        }
        operation.meter().moved(-moved.get());
        operation.retrying(new RetryEvent(
                what(),
                anotherKey ? RetryEvent.OTHER_KEY : RetryEvent.DAMAGED,
                "the whole file again",
                attempt,
                MAX_ATTEMPTS - 1,
                Duration.ZERO));
        operation.addFirst(List.of(next.takeOver()));
        return true;
    }

    /** A Fernet token says so at its end only. The right key is known from then on. */
    private boolean isMadeWithAnotherKey(TransferException e) {
        return attempt < MAX_ATTEMPTS
                && e.getCause() instanceof DecryptionException cause
                && cause.kind() == DecryptionException.Kind.ANOTHER_KEY;
    }

    /** Where nothing could be decrypted, the passphrase may be wrong, and would be so again. */
    private boolean isWorthAnotherAttempt(TransferException e) {
        return e.kind() == Kind.INTEGRITY
                && attempt < MAX_ATTEMPTS
                && operation.session().settings().maxRetries() > 0
                && plan != null
                && !target.isOrdered()
                && (hash != null || content.isKeyKnown() || written);
    }

    /** While a thread works for this file, its target stays open, so that it can record what is there when it ends. */
    private void using(FileStep step) throws IOException, TransferException, InterruptedException {
        synchronized (this) {
            if (released) {
                return;
            }
            users++;
        }
        try {
            step.run();
        } finally {
            synchronized (this) {
                users--;
            }
            closeTarget();
        }
    }

    /** The keys stay: after a failure other ranges may still be at it, and the operation wipes them. */
    @Override
    protected void release() throws IOException {
        synchronized (this) {
            released = true;
        }
        closeTarget();
    }

    private void closeTarget() throws IOException {
        boolean close;
        synchronized (this) {
            close = released && (users == 0 || settled);
        }
        if (close && target != null) {
            operation.close(target);
        }
    }

    /** A step in the middle of a request that is not about the network. */
    @FunctionalInterface
    private interface LocalStep {
        void run() throws IOException, InterruptedException;
    }

    private static void local(LocalStep step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new LocalFailureException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }
}
