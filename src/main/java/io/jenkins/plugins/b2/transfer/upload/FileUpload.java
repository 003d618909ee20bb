package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.LargeFileHash;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.files.SourceRange;
import io.jenkins.plugins.b2.transfer.files.UploadSource;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.FileStep;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.PieceHashes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** One file on its way to B2: decides how it goes, sends it in one request or hands it to {@link LargeUpload}. */
final class FileUpload extends FileTask {
    private final UploadRun run;
    private final UploadOptions options;
    private final UploadItem item;
    private UploadSource source;
    private Closeable keys;
    private volatile LargeUpload inParts;

    FileUpload(OperationContext operation, UploadRun run, UploadItem item) {
        super(operation, item.name());
        this.run = run;
        this.options = run.options();
        this.item = item;
    }

    @Override
    protected String what() {
        return "upload '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        FileNames.check(name());
        source = item.opener().open();
        operation().own(source);
        operation().fileStarted(name(), source.length());
        if (skipsByTime()) {
            return;
        }
        if (options.encryption() == null) {
            decide(null, null);
        } else if (hashesFirst(isLarge(source.length()), isComparable())) {
            getReadyToEncrypt();
        } else {
            EncryptedContent.expectEncrypting(options.encryption().format(), source.length());
            decide(newEncryptor(), null);
        }
    }

    /** Leaves a file alone whose size and time are those of the one in B2, where that is enough. */
    private boolean skipsByTime() throws IOException, TransferException, InterruptedException {
        RemoteFile existing = item.existing();
        if (existing == null || !options.mayBeLeftAlone(existing) || !options.comparesByTime(existing)) {
            return false;
        }
        boolean sameFormat = options.encryption() == null
                ? !existing.fileInfo().containsKey(FileInfoKeys.ENCRYPTION)
                : options.encryption()
                        .format()
                        .name()
                        .equals(existing.fileInfo().get(FileInfoKeys.ENCRYPTION));
        if (!sameFormat || !Objects.equals(source.modifiedMillis(), existing.sourceModified())) {
            return false;
        }
        FileEncryptor encryptor = options.encryption() == null ? null : newEncryptor();
        long length = bodyLength(encryptor);
        if (source.modifiedMillis() == null || existing.size() != length) {
            return false;
        }
        operation().expectMore(length - item.expectedSize());
        skip(new PreparedUpload(source, encryptor, null, null, null), existing);
        return true;
    }

    /** Whether the content of the file in B2 may be the same, as far as is known without a look at this one. */
    private boolean isComparable() {
        RemoteFile existing = item.existing();
        return existing != null
                && options.mayBeLeftAlone(existing)
                && !options.comparesByTime(existing)
                && options.hasHash(existing);
    }

    private boolean isLarge(long length) {
        return item.whole() ? length > run.sizes().whole() : PartPlan.isWorthIt(length, run.sizes());
    }

    /** Whether the whole is read and hashed before it is sent. B2 takes its hash only at the start. */
    private boolean hashesFirst(boolean large, boolean compares) throws TransferException, InterruptedException {
        if (compares) {
            return true;
        }
        if (!large) {
            return options.encryption() != null;
        }
        return switch (options.largeFileHash()) {
            case ALWAYS -> true;
            case AUTO -> options.needsHashes() || FirstReading.isQuick(source) || mayResumeByHash();
            case NEVER -> mayResumeByHash();
        };
    }

    private boolean mayResumeByHash() throws TransferException, InterruptedException {
        return options.resume()
                && run.unfinished().of(name(), calls()).stream()
                        .anyMatch(row -> options.mayBeResumed(row) && options.hasHash(row));
    }

    /** Hashes pieces of the file and derives the keys, on as many threads as there are; the last one goes on. */
    private void getReadyToEncrypt() {
        Encryption encryption = options.encryption();
        EncryptedContent.expectEncrypting(encryption.format(), source.length());
        PieceHashes pieces = new PieceHashes(source);
        FileEncryptor[] encryptor = new FileEncryptor[1];
        List<FileStep> steps = new ArrayList<>();
        steps.add(() -> encryptor[0] = newEncryptor());
        int hashing =
                Math.min(pieces.count(), session().settings().connections().most());
        steps.addAll(Collections.nCopies(hashing, () -> pieces.hashSome(cancellation())));
        AtomicInteger stepsLeft = new AtomicInteger(steps.size());
        List<WorkQueue.Task> tasks = new ArrayList<>();
        for (FileStep step : steps) {
            tasks.add(task(() -> {
                step.run();
                if (stepsLeft.decrementAndGet() == 0) {
                    decide(encryptor[0], pieces.digest());
                }
            }));
        }
        operation().addFirst(tasks);
    }

    /** An encryption with new randomness. */
    FileEncryptor newEncryptor() throws IOException, InterruptedException {
        Encryption encryption = options.encryption();
        return use(EncryptedContent.encryptor(encryption.format(), encryption.parameters(), encryption.keys(), name()));
    }

    /** Has the keys wiped at the end. */
    FileEncryptor use(FileEncryptor encryptor) throws IOException {
        if (keys != null) {
            operation().close(keys);
        }
        keys = encryptor::close;
        operation().own(keys);
        return encryptor;
    }

    /**
     * @param encryptor null when the file goes as it is
     * @param digest of the plaintext when it goes encrypted
     */
    private void decide(FileEncryptor encryptor, byte[] digest)
            throws IOException, TransferException, InterruptedException {
        long length = bodyLength(encryptor);
        operation().expectMore(length - item.expectedSize());
        boolean large = isLarge(length);
        RemoteFile existing = item.existing();
        boolean maybeThere = isComparable() && existing.size() == length;
        PreparedUpload prepared = encryptor == null && hashesFirst(large, maybeThere)
                ? hashed(large)
                : new PreparedUpload(source, encryptor, digest, null, null);
        if (large && !prepared.isHashed() && options.largeFileHash() == LargeFileHash.AUTO) {
            run.tellOfMissingHash(operation(), name());
        }
        if (maybeThere && new ContentComparison(options.encryption(), prepared).test(existing, cancellation())) {
            skip(prepared, existing);
            return;
        }
        Map<String, String> info = prepared.info(options.fileInfo(), large);
        session().checkInfo(calls(), name(), info);
        if (large) {
            inParts = new LargeUpload(this, run, prepared, info);
            inParts.start();
        } else {
            sendAtOnce(prepared, info);
        }
    }

    private long bodyLength(FileEncryptor encryptor) throws TransferException {
        try {
            long length = encryptor == null ? source.length() : encryptor.ciphertextLength(source.length());
            if (length > PartPlan.MAX_LENGTH) {
                throw new IllegalArgumentException("it has " + length + " bytes");
            }
            return length;
        } catch (IllegalArgumentException e) {
            throw new TransferException(
                    Kind.USAGE,
                    "Could not upload '" + name() + "': " + e.getMessage() + ", B2 takes " + PartPlan.MAX_LENGTH
                            + " at most. Split the file",
                    e);
        }
    }

    private PreparedUpload hashed(boolean large) throws IOException, InterruptedException {
        try (InputStream in = new SourceRange(source, 0, source.length())) {
            if (large) {
                PartPlan plan = PartPlan.of(
                        source.length(),
                        run.sizes(),
                        session().settings().connections().most());
                PartHashes hashes = PartHashes.of(in, plan, cancellation());
                return new PreparedUpload(source, null, null, hashes.whole(), hashes);
            }
            String sha1 = Hashing.hex(Hashing.digest(Hashing.SHA1, in, cancellation()));
            return new PreparedUpload(source, null, null, sha1, null);
        }
    }

    private void sendAtOnce(PreparedUpload prepared, Map<String, String> info)
            throws IOException, TransferException, InterruptedException {
        ContentSender sender = new ContentSender(operation(), cancellation());
        String bucket = session().bucketId(calls());
        long before = System.nanoTime();
        B2FileVersion stored = calls().upload(
                        what(),
                        session().uploadUrls(),
                        (webifier, url) -> sender.send(
                                prepared,
                                0,
                                prepared.length(),
                                prepared.sha1(),
                                content -> webifier.uploadFile(url, options.uploadFile(bucket, name(), content, info))),
                        () -> findLost(prepared, info, before));
        succeed(prepared, stored, 0);
        wipeKeys();
    }

    private B2FileVersion findLost(PreparedUpload prepared, Map<String, String> info, long sent)
            throws TransferException, InterruptedException {
        long sentAt = session().transport().serverMillisAt(sent);
        B2FileVersion found = new UploadReconciler(session(), calls(), name(), prepared, info, sentAt).find();
        if (found != null) {
            operation().meter().held(prepared.length());
        }
        return found;
    }

    /** @return false when the file had ended before */
    boolean succeed(PreparedUpload prepared, B2FileVersion stored, long resumedBytes)
            throws IOException, TransferException, InterruptedException {
        return succeed(() -> result(prepared, BucketListing.remoteFile(stored), false, resumedBytes));
    }

    private void skip(PreparedUpload prepared, RemoteFile existing)
            throws IOException, TransferException, InterruptedException {
        operation().meter().held(prepared.length());
        succeed(() -> result(prepared, existing, true, 0));
        wipeKeys();
    }

    private FileResult result(PreparedUpload prepared, RemoteFile stored, boolean skipped, long resumedBytes)
            throws TransferException, InterruptedException {
        FileEncryptor encryptor = prepared.encryptor();
        return UploadResult.of(
                this,
                stored,
                source.path(),
                source.length(),
                encryptor != null || prepared.sha1() != null ? prepared.sha1() : stored.sha1(),
                encryptor == null ? null : encryptor.format(),
                skipped,
                resumedBytes);
    }

    @Override
    protected void release() throws IOException {
        if (source != null) {
            operation().close(source);
        }
    }

    /** Only when all is sent: after a failure other parts may still be at it, and the operation wipes the keys. */
    void wipeKeys() throws IOException {
        if (keys != null) {
            operation().close(keys);
        }
    }

    /** A step on a part, for any thread. */
    WorkQueue.Task part(FileStep step) {
        return task(step);
    }

    @Override
    protected void discard() throws InterruptedException {
        if (inParts != null) {
            inParts.cancelIfUseless();
        }
    }
}
