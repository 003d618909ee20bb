package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import hudson.model.Computer;
import hudson.model.Run;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.task.ControllerWork;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.Future;

/**
 * Reads one artifact through the controller, decrypted where it is encrypted. A little of it is in memory. What is read from
 * its beginning to its end without an exception is verified; of an encrypted file every byte is, before it is handed out.
 * Belongs to one thread.
 */
final class ArtifactStream extends InputStream {
    /** Bytes; to ask B2 again takes longer than to read so many. */
    private static final long WORTH_A_REQUEST = 1 << 20;

    private final Connection connection;
    private final StoredPlace place;
    private final StoredEntry entry;
    private Pipe pipe;
    private Future<?> download;
    private long position;

    private ArtifactStream(Connection connection, StoredPlace place, StoredEntry entry) {
        this.connection = connection;
        this.place = place;
        this.entry = entry;
    }

    /** Opens it, which fails when B2 does not give it. */
    static InputStream open(Run<?, ?> run, StoredPlace place, StoredEntry entry) throws IOException {
        try {
            ArtifactStream stream = new ArtifactStream(place.connect(run), place, entry);
            stream.start();
            return stream;
        } catch (AbortException e) {
            throw new ArtifactUnavailableException(entry, e.getMessage());
        }
    }

    private void start() throws IOException {
        Pipe fresh = new Pipe();
        NodeOperation.Work<Long> work = work(fresh.sink());
        download = Computer.threadPoolForRemoting.submit(() -> fresh.end(run(work)));
        pipe = fresh;
        fresh.await();
    }

    /** Null when all has come. */
    private IOException run(NodeOperation.Work<Long> work) {
        try {
            ControllerWork.run(connection, Verb.DOWNLOAD, "artifact " + place.prefix() + entry.path(), work);
            return null;
        } catch (IOException e) {
            return e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new IOException(e);
        } catch (RuntimeException e) {
            return new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private NodeOperation.Work<Long> work(OutputStream out) {
        String name = entry.nameBelow(place);
        if (position > 0) {
            long from = position;
            RemoteFile stored =
                    new RemoteFile(name, entry.fileId(), "upload", entry.size(), null, null, 0, Map.of(), null);
            return (session, context) -> {
                session.read(stored, from, entry.size() - from, out);
                return entry.size();
            };
        }
        DownloadRequest request = DownloadRequest.builder().name(name).fileId(entry.fileId()).stream()
                .acceptRenamed(entry.copied())
                .build();
        return (session, context) -> {
            session.download(request, context.local(), out, TransferListener.SILENT);
            return entry.size();
        };
    }

    @Override
    public int read() throws IOException {
        int value = pipe.source().read();
        position += value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = pipe.source().read(buffer, offset, length);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int available() throws IOException {
        return pipe.source().available();
    }

    /** Of a plain file, what is far off is not fetched. */
    @Override
    public long skip(long count) throws IOException {
        long there = Math.min(count, entry.size() - position);
        if (entry.isEncrypted() || there < WORTH_A_REQUEST || position + there == entry.size()) {
            return super.skip(count);
        }
        close();
        position += there;
        start();
        return there;
    }

    @Override
    public void close() throws IOException {
        pipe.source().close();
        download.cancel(true);
    }
}
