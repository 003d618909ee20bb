package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.structures.B2CancelLargeFileRequest;
import com.backblaze.b2.client.structures.B2CopyPartRequest;
import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2FinishLargeFileRequest;
import com.backblaze.b2.client.structures.B2GetFileInfoRequest;
import com.backblaze.b2.client.structures.B2GetUploadPartUrlRequest;
import com.backblaze.b2.client.structures.B2UploadPartRequest;
import com.backblaze.b2.client.structures.B2UploadPartUrlResponse;
import com.backblaze.b2.util.B2ByteRange;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import io.jenkins.plugins.b2.transfer.protocol.UploadUrls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A large file at B2 that is being put together from parts. Thread-safe. */
final class LargeFile {
    private static final Logger LOGGER = Logger.getLogger(LargeFile.class.getName());
    /** From the moment that the operation is broken off. */
    private static final Duration TO_CANCEL = Duration.ofSeconds(3);

    private final B2Calls calls;
    private final String name;
    private final String fileId;
    private final UploadUrls<B2UploadPartUrlResponse> urls = new UploadUrls<>(this::fetchUrl, url -> false);

    private LargeFile(B2Calls calls, String name, String fileId) {
        this.calls = calls;
        this.name = name;
        this.fileId = fileId;
    }

    /** One that was begun before. */
    static LargeFile resumed(B2Calls calls, String name, String fileId) {
        return new LargeFile(calls, name, fileId);
    }

    /**
     * Begins one.
     *
     * @param started looks, after a lost answer, for the file that the call may have begun
     */
    static LargeFile begin(
            SessionContext session,
            B2Calls calls,
            String name,
            UploadOptions options,
            Map<String, String> info,
            B2Calls.Reconciliation<B2FileVersion> started)
            throws TransferException, InterruptedException {
        B2FileVersion begun = session.call(
                calls,
                "start the large file '" + name + "'",
                (webifier, account, bucket) ->
                        webifier.startLargeFile(account, options.startLargeFile(bucket, name, info)),
                started);
        return new LargeFile(calls, name, begun.getFileId());
    }

    private B2UploadPartUrlResponse fetchUrl(B2Calls any) throws TransferException, InterruptedException {
        return calls.call(
                "get an upload URL for the parts of '" + name + "'",
                (webifier, account) -> webifier.getUploadPartUrl(
                        account, B2GetUploadPartUrlRequest.builder(fileId).build()));
    }

    /**
     * Sends a part; sending it again replaces it.
     *
     * @param number from 1
     * @param hash SHA-1 of the part; null when it isn't known before
     * @return the SHA-1 that B2 found
     */
    String uploadPart(int number, ContentSender sender, UploadBody body, long offset, long length, String hash)
            throws TransferException, InterruptedException {
        return calls.upload(
                        "upload part " + number + " of '" + name + "'",
                        urls,
                        (webifier, url) -> sender.send(
                                body,
                                offset,
                                length,
                                hash,
                                content -> webifier.uploadPart(
                                        url,
                                        B2UploadPartRequest.builder(number, content)
                                                .build())),
                        () -> null)
                .getContentSha1();
    }

    /**
     * Has a part made of bytes of another file of the account; making it again replaces it.
     *
     * @param number from 1
     * @param source the other file's id
     * @return the SHA-1 that B2 found
     */
    String copyPart(int number, String source, long offset, long length)
            throws TransferException, InterruptedException {
        return calls.call(
                        "copy part " + number + " of '" + name + "'",
                        (webifier, account) -> webifier.copyPart(
                                account,
                                B2CopyPartRequest.builder(number, source, fileId)
                                        .setRange(B2ByteRange.between(offset, offset + length - 1))
                                        .build()))
                .getContentSha1();
    }

    /**
     * Makes a file of the parts.
     *
     * @param length bytes that it must have
     */
    B2FileVersion finish(List<String> hashes, long length) throws TransferException, InterruptedException {
        B2FileVersion finished = calls.call(
                "finish the large file '" + name + "'",
                (webifier, account) -> webifier.finishLargeFile(
                        account,
                        B2FinishLargeFileRequest.builder(fileId, hashes).build()),
                this::findFinished);
        if (finished.getContentLength() != length) {
            throw new TransferException(
                    Kind.INTEGRITY,
                    "B2 put '" + name + "' together from " + finished.getContentLength() + " bytes, but it has "
                            + length + ". Delete that version and upload the file again");
        }
        return finished;
    }

    /** The finished file; null when it isn't. Finishing can't be repeated, so after a lost answer this tells. */
    B2FileVersion findFinished() throws TransferException, InterruptedException {
        B2FileVersion version = calls.call(
                "look whether '" + name + "' is finished",
                (webifier, account) -> webifier.getFileInfo(
                        account, B2GetFileInfoRequest.builder(fileId).build()));
        return version.isUpload() ? version : null;
    }

    /**
     * Throws away what was sent, although the upload is ended or broken off. Failing to do so is no second failure of the
     * upload.
     *
     * @param surviving those of the operation, which go on after the upload itself was ended
     */
    void cancel(B2Calls surviving) {
        try {
            surviving.uncancelled(
                    TO_CANCEL,
                    own -> own.call(
                            "cancel the large file '" + name + "'",
                            (webifier, account) -> webifier.cancelLargeFile(
                                    account,
                                    B2CancelLargeFileRequest.builder(fileId).build())));
        } catch (TransferException e) {
            LOGGER.log(Level.FINE, "not cancelled", e);
        }
    }
}
