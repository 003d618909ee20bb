package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.exceptions.B2Exception;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.http.LocalFailureException;
import io.jenkins.plugins.b2.transfer.operation.MeteredInputStream;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;

/** Sends ranges of content: past the throttle, counted, and taken back from the progress when they have to go again. */
final class ContentSender {
    private final MeteredInputStream.Meters meters;

    /** Ends with the cancellation. */
    ContentSender(OperationContext operation, Cancellation cancellation) {
        this.meters = new MeteredInputStream.Meters(
                operation.session().throttle(),
                cancellation,
                operation.meter()::moved,
                operation.session().uploaded()::add);
    }

    /** A request that carries content. */
    @FunctionalInterface
    interface Request<T> {
        T send(UploadBody.PartContent content) throws B2Exception;
    }

    /**
     * @param hash SHA-1 of the range; null when it isn't known before
     */
    <T> T send(UploadBody body, long offset, long length, String hash, Request<T> request) throws B2Exception {
        boolean sent = false;
        MeteredInputStream in = null;
        try {
            in = new MeteredInputStream(body.open(offset, length), meters);
            T result = request.send(new UploadBody.PartContent(in, length, hash));
            sent = true;
            return result;
        } catch (IOException e) {
            throw new LocalFailureException(e);
        } finally {
            if (in != null) {
                if (!sent) {
                    in.takeBack();
                }
                close(in);
            }
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            throw new LocalFailureException(e);
        }
    }
}
