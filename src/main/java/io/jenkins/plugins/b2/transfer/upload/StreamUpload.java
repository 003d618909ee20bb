package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2FileVersion;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.FileTask;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Content of unknown length on its way to B2: in one request when it fits into one buffer, else as a large file. Each
 * thread reads a part into a buffer of its own, one after the other, and sends it while others read on; so a retry finds
 * its bytes, and memory is bounded by the number of threads. What was sent is cancelled when the upload fails, since a
 * stream can't be read again.
 */
final class StreamUpload extends FileTask {
    /** Each of the threads holds a buffer; together they may take this part of the heap. */
    private static final int SHARE_OF_HEAP = 4;

    private static final int SMALLEST_BUFFER = 8 * 1024 * 1024;

    private final UploadOptions options;
    private final InputStream source;
    private final SortedMap<Integer, String> hashes = new TreeMap<>();
    private final ContentSender sender;
    private final AtomicLong bytesSent = new AtomicLong();
    private final int threads;
    private final int firstSize;
    private final int partSize;
    private StreamContent content;
    private volatile LargeFile largeFile;
    private int lookahead;
    private int partsRead;

    StreamUpload(OperationContext operation, UploadOptions options, PartSizes sizes, String name, InputStream source)
            throws TransferException {
        super(operation, name);
        this.options = options;
        this.source = source;
        this.sender = new ContentSender(operation, cancellation());
        ConnectionSettings settings = session().settings();
        long budget = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        long smallest = Math.max(SMALLEST_BUFFER, sizes.smallest());
        if (smallest > Math.max(SMALLEST_BUFFER, Math.min(budget, Integer.MAX_VALUE / 2))) {
            throw new TransferException(
                    Kind.LOCAL,
                    "Could not upload '" + name + "': B2 takes no parts of less than " + smallest
                            + " bytes, and there is no memory for one. Give this process more of it");
        }
        Connections connections = settings.connections();
        // Each has a part of the memory, and with smaller parts fewer bytes fit into a file.
        int most = connections.isAdaptive()
                ? Math.min(connections.most(), Connections.DEFAULT.most())
                : connections.most();
        this.threads = (int) Math.max(1, Math.min(most, budget / smallest));
        this.firstSize = (int) smallest;
        this.partSize =
                (int) Math.max(smallest, Math.min(Math.min(sizes.usual(), Integer.MAX_VALUE / 2), budget / threads));
    }

    @Override
    protected String what() {
        return "upload '" + name() + "'";
    }

    @Override
    protected void begin() throws IOException, TransferException, InterruptedException {
        FileNames.check(name());
        operation().fileStarted(name(), -1);
        content = content();
        byte[] buffer = new byte[firstSize];
        int count;
        boolean whole;
        synchronized (this) {
            count = read(buffer, 0);
            whole = lookahead < 0;
        }
        if (whole) {
            sendAtOnce(buffer, count);
            return;
        }
        Map<String, String> info = content.info(options.fileInfo());
        session().checkInfo(calls(), name(), info);
        largeFile = LargeFile.begin(session(), calls(), name(), options, info, () -> null);
        operation().addFirst(Collections.nCopies(threads - 1, task(this::readAndSend)));
        sendPart(1, buffer, count);
        readAndSend();
    }

    private StreamContent content() throws IOException, InterruptedException {
        Encryption encryption = options.encryption();
        if (encryption == null) {
            return StreamContent.plain(source);
        }
        FileEncryptor encryptor =
                EncryptedContent.encryptor(encryption.format(), encryption.parameters(), encryption.keys(), name());
        operation().own(encryptor::close);
        return StreamContent.encrypted(source, encryptor);
    }

    /** Fills the buffer, and sees whether there is more. */
    private int read(byte[] buffer, int from) throws IOException {
        int count = from + content.stream().readNBytes(buffer, from, buffer.length - from);
        lookahead = count < buffer.length ? -1 : content.stream().read();
        partsRead++;
        return count;
    }

    private void sendAtOnce(byte[] buffer, int count) throws IOException, TransferException, InterruptedException {
        Map<String, String> info = content.info(options.fileInfo());
        session().checkInfo(calls(), name(), info);
        PreparedUpload body = PreparedUpload.of(buffer, count, cancellation());
        operation().expectMore(count);
        String bucket = session().bucketId(calls());
        long before = System.nanoTime();
        B2FileVersion stored = calls().upload(
                        what(),
                        session().uploadUrls(),
                        (webifier, url) -> sender.send(
                                body,
                                0,
                                count,
                                body.sha1(),
                                part -> webifier.uploadFile(url, options.uploadFile(bucket, name(), part, info))),
                        () -> new UploadReconciler(
                                        session(),
                                        calls(),
                                        name(),
                                        body,
                                        info,
                                        session().transport().serverMillisAt(before))
                                .find());
        end(stored, content.format() == null ? body.sha1() : null);
    }

    private void readAndSend() throws IOException, TransferException, InterruptedException {
        byte[] buffer = new byte[partSize];
        int number;
        int count;
        while (true) {
            if (operation().isOverLimit()) {
                operation().addFirst(List.of(task(this::readAndSend)));
                return;
            }
            synchronized (this) {
                cancellation().check();
                if (lookahead < 0) {
                    return;
                }
                buffer[0] = (byte) lookahead;
                count = read(buffer, 1);
                number = partsRead;
            }
            if (number > PartPlan.MAX_PARTS) {
                throw new TransferException(
                        Kind.USAGE,
                        "Could not " + what() + ": it is longer than " + PartPlan.MAX_PARTS + " parts of " + partSize
                                + " bytes. Raise the part size and the memory of this process");
            }
            sendPart(number, buffer, count);
        }
    }

    private void sendPart(int number, byte[] buffer, int count)
            throws IOException, TransferException, InterruptedException {
        operation().expectMore(count);
        PreparedUpload body = PreparedUpload.of(buffer, count, cancellation());
        largeFile.uploadPart(number, sender, body, 0, count, body.sha1());
        List<String> all = sent(number, body.sha1(), count);
        if (!all.isEmpty()) {
            end(largeFile.finish(all, bytesSent.get()), null);
        }
    }

    /** The hashes of all parts when this was the last that was missing; none before. */
    private synchronized List<String> sent(int number, String sha1, int count) {
        hashes.put(number, sha1);
        bytesSent.addAndGet(count);
        return lookahead < 0 && hashes.size() == partsRead ? List.copyOf(hashes.values()) : List.of();
    }

    private void end(B2FileVersion stored, String sha1) throws IOException, TransferException, InterruptedException {
        RemoteFile row = BucketListing.remoteFile(stored);
        succeed(() -> UploadResult.of(this, row, null, content.plainLength(), sha1, content.format(), false, 0));
    }

    @Override
    protected void discard() throws InterruptedException {
        if (largeFile != null) {
            largeFile.cancel(operation().calls());
        }
    }

    @Override
    protected void release() throws IOException {
        source.close();
    }
}
