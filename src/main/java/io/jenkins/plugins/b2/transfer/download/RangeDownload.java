package io.jenkins.plugins.b2.transfer.download;

import com.backblaze.b2.client.contentHandlers.B2ContentSink;
import com.backblaze.b2.client.structures.B2DownloadByIdRequest;
import com.backblaze.b2.util.B2ByteRange;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.operation.MeteredInputStream;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Bytes of a stored file as they are, in order, each of them once, whatever has to be asked again. A part of a file can't be
 * checked against the hash of the whole; who reads encrypted files this way authenticates them by decrypting.
 */
public final class RangeDownload {
    private static final int BUFFER_SIZE = 64 * 1024;

    private final OperationContext operation;
    private final RemoteFile file;
    private final long end;
    private final OutputStream out;
    private long position;

    /**
     * @param from offset in the stored file
     * @param length bytes, at least 1
     */
    public RangeDownload(OperationContext operation, RemoteFile file, long from, long length, OutputStream out) {
        this.operation = operation;
        this.file = file;
        this.position = from;
        this.end = Math.addExact(from, length);
        this.out = out;
    }

    public void run() throws TransferException, InterruptedException {
        operation.session().checkPrefix(operation.calls(), file.name());
        B2ContentSink sink = (headers, in) -> {
            DownloadHeaders.checkStart(headers, position);
            copy(new MeteredInputStream(
                    in,
                    new MeteredInputStream.Meters(
                            operation.session().throttle(),
                            operation.cancellation(),
                            operation.meter()::moved,
                            operation.session().downloaded()::add)));
        };
        while (position < end) {
            operation
                    .calls()
                    .download(
                            "read '" + file.name() + "'",
                            () -> position,
                            (webifier, account) -> webifier.downloadById(
                                    account,
                                    B2DownloadByIdRequest.builder(file.fileId())
                                            .setRange(B2ByteRange.between(position, end - 1))
                                            .build(),
                                    sink));
        }
    }

    private void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_SIZE];
        int count;
        while (position < end && (count = in.read(buffer, 0, (int) Math.min(buffer.length, end - position))) >= 0) {
            try {
                out.write(buffer, 0, count);
            } catch (IOException e) {
                throw new LocalFailureException(e);
            }
            position += count;
        }
        if (position < end) {
            throw new IOException("The answer ended early");
        }
    }
}
