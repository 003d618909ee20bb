package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2UploadFileRequest;
import com.backblaze.b2.util.B2StringUtil;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.concurrent.CancelledException;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.encryption.EncryptedContent;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.files.SourceFile;
import io.jenkins.plugins.b2.transfer.files.SourceRange;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.FileStep;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.MeteredInputStream;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One file on its way to B2: decides how it goes, sends it in one request or hands it to {@link LargeUpload}. */
final class FileUpload implements WorkQueue.Task {
    private final OperationContext operation;
    private final UploadRequest request;
    private final Path path;
    private final String name;
    private final long expected;
    private final RemoteFile existing;
    private final Cancellation.Child scope;
    private final B2Calls calls;
    private final AtomicInteger retries = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean failed;
    private long started;
    private SourceFile source;
    private FileEncryptor encryptor;
    private Closeable keys;
    private byte[] digest;
    private String sha1;
    private PartHashes partHashes;

    /**
     * @param expected how many bytes of this file the progress counts on so far
     * @param existing what B2 holds under this name; null for nothing
     */
    FileUpload(
            OperationContext operation,
            UploadRequest request,
            Path path,
            String name,
            long expected,
            RemoteFile existing) {
        this.operation = operation;
        this.request = request;
        this.path = path;
        this.name = name;
        this.expected = expected;
        this.existing = existing;
        this.scope = operation.cancellation().child();
        this.calls = operation.calls(scope.cancellation(), retries::incrementAndGet);
    }

    @Override
    public void run() throws InterruptedException {
        started = System.nanoTime();
        guard(this::send);
    }

    /** Runs a step; a failure ends this file, not the operation. */
    void guard(FileStep step) throws InterruptedException {
        try {
            step.run();
        } catch (CancelledException e) {
            operation.cancellation().check();
        } catch (LocalFailureException e) {
            fail(LocalErrors.describe("upload '" + name + "'", e.getCause()));
        } catch (IOException e) {
            fail(LocalErrors.describe("upload '" + name + "'", e));
        } catch (TransferException e) {
            fail(e);
        }
    }

    private void send() throws IOException, TransferException, InterruptedException {
        FileNames.check(name);
        source = SourceFile.open(path);
        operation.own(source);
        operation.fileStarted(name, source.length());
        if (request.encryption() == null) {
            decide();
        } else {
            getReadyToEncrypt();
        }
    }

    /** Hashes pieces of the file and derives the keys, on as many threads as there are; the last one goes on. */
    private void getReadyToEncrypt() {
        EncryptedContent.expectEncrypting(request.encryption().format(), source.length());
        PieceHashes pieces = new PieceHashes(source);
        List<FileStep> steps = new ArrayList<>();
        steps.add(this::deriveKeys);
        int hashing = Math.min(pieces.count(), operation.core().settings().connections());
        steps.addAll(Collections.nCopies(hashing, () -> pieces.hashSome(scope.cancellation())));
        AtomicInteger stepsLeft = new AtomicInteger(steps.size());
        operation.addFirst(steps.stream()
                .map(step -> (WorkQueue.Task) () -> getReady(step, stepsLeft, pieces))
                .toList());
    }

    private void getReady(FileStep step, AtomicInteger stepsLeft, PieceHashes pieces) throws InterruptedException {
        if (ended.get()) {
            return;
        }
        guard(() -> {
            step.run();
            if (stepsLeft.decrementAndGet() == 0) {
                digest = pieces.digest();
                decide();
            }
        });
    }

    private void deriveKeys() throws IOException, InterruptedException {
        Encryption encryption = request.encryption();
        use(FileEncryptor.create(encryption.format(), encryption.parameters(), encryption.keys()));
    }

    private void decide() throws IOException, TransferException, InterruptedException {
        long length = bodyLength(encryptor);
        operation.expectMore(length - expected);
        boolean large = PartPlan.isWorthIt(length, operation.core().settings().partSize());
        boolean maybeThere = existing != null && existing.size() == length && mayBeLeftAlone();
        if (encryptor == null && (large || maybeThere)) {
            hash(large);
        }
        if (maybeThere && new ContentComparison(request.encryption(), sha1, digest, source.length()).test(existing)) {
            skip(length);
            return;
        }
        Map<String, String> info = info(large);
        FileNames.checkInfo(name, info);
        if (large) {
            new LargeUpload(this, info, digest, partHashes).start();
        } else {
            sendAtOnce(info, length);
        }
    }

    private boolean mayBeLeftAlone() {
        return request.skipUnchanged()
                || request.doneSince() != null
                        && existing.uploadTimestamp() >= request.doneSince().toEpochMilli();
    }

    private long bodyLength(FileEncryptor with) throws TransferException {
        try {
            long length = with == null ? source.length() : with.ciphertextLength(source.length());
            if (length > PartPlan.MAX_LENGTH) {
                throw new IllegalArgumentException("it has " + length + " bytes");
            }
            return length;
        } catch (IllegalArgumentException e) {
            throw new TransferException(
                    Kind.USAGE,
                    "Could not upload '" + name + "': " + e.getMessage() + ", B2 takes " + PartPlan.MAX_LENGTH
                            + " at most. Split the file",
                    e);
        }
    }

    private void hash(boolean large) throws IOException, InterruptedException {
        try (InputStream in = new SourceRange(source, 0, source.length())) {
            if (large) {
                PartPlan plan = PartPlan.of(source.length(), operation.core().settings());
                partHashes = PartHashes.of(in, plan, scope.cancellation());
                sha1 = partHashes.whole();
            } else {
                sha1 = Hashing.hex(Hashing.digest(Hashing.SHA1, in, scope.cancellation()));
            }
        }
    }

    private Map<String, String> info(boolean large) {
        Map<String, String> info = new LinkedHashMap<>(request.fileInfo());
        info.put(FileInfoKeys.SOURCE_MODIFIED, Long.toString(source.modifiedMillis()));
        if (large && sha1 != null) {
            info.put(FileInfoKeys.LARGE_FILE_SHA1, sha1);
        }
        describeEncryption(info);
        return info;
    }

    /** Notes in the file info how the file is encrypted, when it is. */
    void describeEncryption(Map<String, String> info) {
        if (encryptor != null) {
            EncryptedInfo.put(info, encryptor, digest, source.length());
        }
    }

    private void sendAtOnce(Map<String, String> info, long length)
            throws IOException, TransferException, InterruptedException {
        UploadBody body = body(encryptor);
        String bucket = operation.core().bucketId(calls);
        long before = System.nanoTime();
        B2FileVersion stored = calls.upload(
                "upload '" + name + "'",
                operation.core().uploadUrls(),
                (webifier, url) -> stream(
                        body,
                        0,
                        length,
                        sha1,
                        content -> webifier.uploadFile(
                                url,
                                B2UploadFileRequest.builder(bucket, name, request.contentType(), content)
                                        .setCustomFields(info)
                                        .build())),
                () -> findLost(body, info, before));
        done(stored, 0, true);
    }

    private B2FileVersion findLost(UploadBody body, Map<String, String> info, long sent)
            throws TransferException, InterruptedException {
        SessionContext core = operation.core();
        long sentAt = core.transport().serverMillisAt(sent);
        B2FileVersion found = new UploadReconciler(core, calls, name, body, info, sentAt).find();
        if (found != null) {
            operation.meter().moved(body.length());
        }
        return found;
    }

    /**
     * Sends what a call makes of a range of the body; the progress is taken back when it fails.
     *
     * @param hash SHA-1 of the range; null when it isn't known before
     */
    <T> T stream(UploadBody body, long offset, long length, String hash, Sending<T> sending)
            throws com.backblaze.b2.client.exceptions.B2Exception {
        MeteredInputStream.Meters meters = new MeteredInputStream.Meters(
                operation.core().throttle(),
                scope.cancellation(),
                operation.meter()::moved,
                operation.core().uploaded()::add);
        boolean sent = false;
        MeteredInputStream in = null;
        try {
            source.checkUnchanged();
            in = new MeteredInputStream(body.open(offset, length), meters);
            T result = sending.send(new UploadBody.PartContent(in, length, hash));
            sent = true;
            return result;
        } catch (IOException e) {
            throw new LocalFailureException(e);
        } finally {
            if (in != null) {
                if (!sent) {
                    in.takeBack();
                }
                closeQuietly(in);
            }
        }
    }

    /** A request that carries content. */
    @FunctionalInterface
    interface Sending<T> {
        T send(UploadBody.PartContent content) throws com.backblaze.b2.client.exceptions.B2Exception;
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new LocalFailureException(e);
        }
    }

    UploadBody body(FileEncryptor with) throws TransferException {
        long length = bodyLength(with);
        return new UploadBody() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open(long offset, long count) throws IOException {
                return with == null ? new SourceRange(source, offset, count) : with.open(source, offset, count);
            }
        };
    }

    /** Goes on with an encryption that an interrupted upload began. */
    void encryptWith(FileEncryptor resumed) throws IOException {
        operation.close(keys);
        use(resumed);
    }

    private void use(FileEncryptor created) {
        encryptor = created;
        keys = created::close;
        operation.own(keys);
    }

    /**
     * @param alone whether nobody works on the file any more
     * @return false when it had ended before
     */
    boolean done(B2FileVersion stored, long resumedBytes, boolean alone)
            throws IOException, TransferException, InterruptedException {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        if (sha1 == null && encryptor == null) {
            sha1 = BucketListing.remoteFile(stored).sha1();
        }
        operation.resumed(resumedBytes);
        FileResult result = result(
                stored.getFileId(),
                stored.getContentLength(),
                stored.getContentType(),
                stored.getUploadTimestamp(),
                false,
                resumedBytes);
        long bytes = source.length();
        release();
        if (alone) {
            closeKeys();
        }
        operation.fileDone(result, bytes);
        return true;
    }

    private void skip(long length) throws IOException, TransferException, InterruptedException {
        ended.set(true);
        operation.meter().moved(length);
        FileResult result =
                result(existing.fileId(), length, existing.contentType(), existing.uploadTimestamp(), true, 0);
        release();
        closeKeys();
        operation.fileSkipped(result);
    }

    private FileResult result(
            String fileId, long stored, String contentType, long uploadTimestamp, boolean skipped, long resumedBytes)
            throws TransferException, InterruptedException {
        AccountAuthorization account = calls.authorization();
        return new FileResult.Uploaded(
                name,
                fileId,
                path.toString(),
                source.length(),
                stored,
                sha1,
                contentType,
                uploadTimestamp,
                encryptor == null ? null : encryptor.format(),
                skipped,
                resumedBytes,
                retries.get(),
                Duration.ofNanos(System.nanoTime() - started),
                account.downloadUrl() + "/file/" + operation.core().settings().bucket() + "/"
                        + B2StringUtil.percentEncode(name));
    }

    void fail(TransferException e) {
        // What breaks because the operation is being broken off is no failure of the file.
        operation.cancellation().check();
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        failed = true;
        scope.cancellation().cancel();
        try {
            release();
        } catch (IOException closing) {
            e.addSuppressed(closing);
        }
        operation.fileFailed(name, e);
    }

    private void release() throws IOException {
        scope.close();
        if (source != null) {
            operation.close(source);
        }
    }

    /** Only when all is sent: after a failure other parts may still be at it, and the operation wipes the keys. */
    private void closeKeys() throws IOException {
        if (keys != null) {
            operation.close(keys);
        }
    }

    boolean hasEnded() {
        return ended.get();
    }

    boolean hasFailed() {
        return failed;
    }

    OperationContext operation() {
        return operation;
    }

    UploadRequest request() {
        return request;
    }

    B2Calls calls() {
        return calls;
    }

    Cancellation cancellation() {
        return scope.cancellation();
    }

    String name() {
        return name;
    }

    SourceFile source() {
        return source;
    }

    FileEncryptor encryptor() {
        return encryptor;
    }
}
