package io.jenkins.plugins.b2.transfer.download;

import com.backblaze.b2.client.B2StorageClientWebifier;
import com.backblaze.b2.client.contentHandlers.B2ContentSink;
import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.structures.B2AccountAuthorization;
import com.backblaze.b2.client.structures.B2DownloadByIdRequest;
import com.backblaze.b2.client.structures.B2DownloadByNameRequest;
import com.backblaze.b2.util.B2ByteRange;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.files.PartialFile;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.MeteredInputStream;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One file on its way here. The first request tells what the file is and brings its beginning; where there is more, further
 * ranges are fetched at the same time. The file appears when all of it is there and has been checked.
 */
final class FileDownload extends FileTask {
    private static final int BUFFER_SIZE = 128 * 1024;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int MAX_ATTEMPTS = 2;

    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[BUFFER_SIZE]);

    private final OperationContext operation;
    private final DownloadRequest request;
    private final Encryption encryption;
    private final DownloadItem item;
    private final int attempt;
    private final AtomicInteger chunksLeft = new AtomicInteger();
    private final AtomicInteger fetching = new AtomicInteger();
    private DownloadHeaders stored;
    private StoredContentDecoder content;
    private PartialFile target;
    private OrderedHash hash;
    private List<DownloadRange> chunks;
    private List<DownloadRange> rest = List.of();

    /**
     * @param encryption what to decrypt with; null when there is nothing
     */
    FileDownload(OperationContext operation, DownloadRequest request, Encryption encryption, DownloadItem item) {
        this(operation, request, encryption, item, 1);
    }

    private FileDownload(
            OperationContext operation,
            DownloadRequest request,
            Encryption encryption,
            DownloadItem item,
            int attempt) {
        super(operation, item.name());
        this.operation = operation;
        this.request = request;
        this.encryption = encryption;
        this.item = item;
        this.attempt = attempt;
    }

    @Override
    protected String what() {
        return "download '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        fetchFirst();
        complete(chunks.get(0));
    }

    private void fetchFirst() throws TransferException, InterruptedException {
        if (item.size() == 0) {
            fetchFirst(null);
            return;
        }
        try {
            fetchFirst(B2ByteRange.between(0, DownloadPlan.FIRST + StoredContentDecoder.HEAD_BYTES - 1));
        } catch (TransferException e) {
            // No range of an empty file can be satisfied.
            if (!(e.getCause() instanceof B2Exception cause) || cause.getStatus() != RANGE_NOT_SATISFIABLE) {
                throw e;
            }
            fetchFirst(null);
        }
    }

    /** Once a try has told what the file is, there is nothing to repeat here: {@link #complete} fetches what is missing. */
    private void fetchFirst(B2ByteRange range) throws TransferException, InterruptedException {
        calls().download(what(), this::arrived, (webifier, account) -> {
            if (chunks == null) {
                get(webifier, account, range, this::first);
            }
        });
    }

    private long arrived() {
        return chunks == null ? 0 : chunks.get(0).position();
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

    private void first(B2Headers headers, InputStream in) throws B2Exception, IOException {
        DownloadHeaders.checkStart(headers, 0);
        DownloadHeaders found = DownloadHeaders.of(headers);
        InputStream metered = metered(in);
        byte[] head = metered.readNBytes((int) Math.min(StoredContentDecoder.HEAD_BYTES, found.length()));
        if (head.length < Math.min(StoredContentDecoder.HEAD_BYTES, found.length())) {
            throw new IOException("The answer ended early");
        }
        local(() -> prepare(found, head));
        DownloadRange chunk = chunks.get(0);
        local(() -> take(chunk, head, head.length));
        pump(chunk, metered);
    }

    /** Knows now what the file is: makes room for it, and plans the other ranges. */
    private void prepare(DownloadHeaders found, byte[] head) throws IOException, InterruptedException {
        // What is asked for by id alone has the name that B2 answers.
        boolean asked = request.files().names() != null || request.fileId() == null || found.name() == null;
        String storedName = asked ? item.name() : found.name();
        content = StoredContentDecoder.of(head, found.length(), storedName, request, encryption);
        operation.own(content);
        target = PartialFile.begin(
                content.isDecrypted() ? item.target() : item.rawTarget(), content.size(found.length()));
        operation.own(target);
        stored = found;
        if (attempt == 1) {
            operation.expectMore(found.length() - Math.max(0, item.size()));
            operation.fileStarted(item.name(), found.length());
        }
        boolean hashed = !content.isDecrypted() && found.sha1() != null;
        hash = hashed ? new OrderedHash(target::read, this::writtenFrom) : null;
        List<DownloadRange> planned = new ArrayList<>();
        long from = 0;
        int connections = operation.session().settings().connections();
        for (long to : DownloadPlan.ends(found.length(), connections, content.decryptor())) {
            planned.add(new DownloadRange(from, to));
            from = to;
        }
        open(planned.get(0));
        chunksLeft.set(planned.size());
        chunks = planned;
        rest = planned.subList(1, planned.size());
        if (!content.isDecrypted()) {
            fetchRest();
        }
    }

    private void fetchRest() {
        List<WorkQueue.Task> tasks = rest.stream().map(this::task).toList();
        rest = List.of();
        operation.addFirst(tasks);
    }

    private void open(DownloadRange chunk) throws IOException {
        chunk.open(target, content.open(chunk.from(), chunk.to(), stored.length()), hash);
    }

    private WorkQueue.Task task(DownloadRange chunk) {
        return task(() -> complete(chunk));
    }

    /** Fetches what a range still lacks. */
    private void complete(DownloadRange chunk) throws IOException, TransferException, InterruptedException {
        if (!chunk.isOpen()) {
            open(chunk);
        }
        try (chunk) {
            fetching.incrementAndGet();
            while (!chunk.isComplete()) {
                calls().download(what(), chunk::position, (webifier, account) -> fetch(chunk, webifier, account));
            }
            fetching.decrementAndGet();
            chunk.finish(() -> fetching.get() > 0, cancellation()::check);
        }
        if (chunksLeft.decrementAndGet() == 0) {
            finish();
        }
    }

    private void fetch(DownloadRange chunk, B2StorageClientWebifier webifier, B2AccountAuthorization account)
            throws B2Exception {
        operation.meter().moved(-chunk.restart());
        get(webifier, account, B2ByteRange.between(chunk.position(), chunk.to() - 1), (headers, in) -> {
            DownloadHeaders.checkStart(headers, chunk.position());
            pump(chunk, metered(in));
            if (!chunk.isComplete()) {
                throw new IOException("The answer ended early");
            }
        });
    }

    private void pump(DownloadRange chunk, InputStream in) throws IOException {
        byte[] buffer = BUFFER.get();
        int count;
        while (!chunk.isComplete() && (count = in.read(buffer, 0, buffer.length)) >= 0) {
            int length = count;
            local(() -> take(chunk, buffer, length));
        }
    }

    /** Progress is what is of use: an answer may bring more than that, or bring it again. */
    private void take(DownloadRange chunk, byte[] buffer, int length) throws IOException {
        operation.meter().moved(chunk.take(buffer, 0, length));
        if (!rest.isEmpty() && chunk.hasWritten()) {
            // Not before something has been decrypted: whatever fails then is damage, and no wrong passphrase.
            fetchRest();
        }
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

    private long writtenFrom(long position) {
        long end = position;
        for (DownloadRange chunk : chunks) {
            if (end < chunk.to()) {
                end = Math.max(end, chunk.position());
                if (!chunk.isComplete()) {
                    break;
                }
            }
        }
        return end;
    }

    private void finish() throws IOException, TransferException, InterruptedException {
        String sha1 = hash == null ? null : hash.finish(cancellation()::check);
        if (sha1 != null && !sha1.equalsIgnoreCase(stored.sha1())) {
            throw new TransferException(
                    Kind.INTEGRITY,
                    "Could not download '" + item.name() + "': the SHA-1 of what arrived is " + sha1
                            + ", but it should be " + stored.sha1()
                            + ". The file was damaged on its way or in B2; nothing was written");
        }
        succeed(() -> {
            target.commit(stored.modified());
            return result(sha1, Files.size(target.target()));
        });
        operation.close(content);
    }

    private FileResult result(String sha1, long size) {
        String plain = sha1 == null ? "length" : Hashing.SHA1;
        return new FileResult.Downloaded(
                name(),
                stored.fileId(),
                target.target().toString(),
                size,
                sha1,
                content.isDecrypted() ? content.format().name() : plain,
                content.format(),
                0,
                retries(),
                elapsed());
    }

    /** A damaged file is fetched once more as a whole; if it was damaged on its way, that mends it. */
    @Override
    protected boolean mend(TransferException e) {
        boolean anotherKey = isMadeWithAnotherKey(e);
        if (!anotherKey && !isWorthAnotherAttempt(e)) {
            return false;
        }
        FileDownload next = new FileDownload(operation, request, encryption, item, attempt + 1);
        if (!giveUpFor(next, e)) {
            return false;
        }
        operation
                .meter()
                .moved(-chunks.stream()
                        .mapToLong(chunk -> chunk.position() - chunk.from())
                        .sum());
        operation.retrying(new RetryEvent(
                what(),
                anotherKey ? "it was encrypted with another of the passphrases" : "what arrived is damaged",
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
                && chunks != null
                && (hash != null || content.isKeyKnown() || chunks.stream().anyMatch(DownloadRange::hasWritten));
    }

    /** The keys stay: after a failure other ranges may still be at it, and the operation wipes them. */
    @Override
    protected void release() throws IOException {
        if (target != null) {
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
