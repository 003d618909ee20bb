package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.PlaintextSink;
import io.jenkins.plugins.b2.transfer.encryption.content.Decryption;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.files.DownloadTarget;
import io.jenkins.plugins.b2.transfer.files.OrderedTarget;
import io.jenkins.plugins.b2.transfer.files.TargetContent;
import io.jenkins.plugins.b2.transfer.files.TargetPlace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decrypts a file that is here, to a target of the same kinds as a download has: a file appears when everything is
 * authenticated, or not at all, and what stood there before survives any failure.
 */
public final class LocalDecryption {
    private final Path encrypted;
    private final KeyRing keys;
    private final String expectedName;
    private final boolean salvage;

    /**
     * @param expectedName the name in B2 that an AES256_GCM file must have been encrypted under; null for any
     * @param salvage whether to write zeros for what is damaged, see {@link Decryption#salvage}
     */
    public LocalDecryption(Path encrypted, KeyRing keys, String expectedName, boolean salvage) {
        this.encrypted = encrypted;
        this.keys = keys;
        this.expectedName = expectedName;
        this.salvage = salvage;
    }

    /**
     * Writes to a path.
     *
     * @param warning hears of what went not quite as it should
     * @throws io.jenkins.plugins.b2.transfer.encryption.DecryptionException if the content can't be decrypted
     * @throws IOException if a file can't be read or written
     */
    public Decryption.Result toFile(Path target, Consumer<String> warning) throws IOException, InterruptedException {
        TargetContent content = TargetContent.once(encrypted.toString(), Files.size(encrypted));
        return to(TargetPlace.of(target, null).open(content), warning);
    }

    /** Writes to a stream, which is left open; what it has got must not be used when this throws. */
    public Decryption.Result toStream(OutputStream out) throws IOException, InterruptedException {
        return to(OrderedTarget.of("-", out), warning -> {});
    }

    private Decryption.Result to(DownloadTarget target, Consumer<String> warning)
            throws IOException, InterruptedException {
        try (target) {
            if (target.isOrdered() && isFernet()) {
                // Only its end tells whether it is authentic, and with which key; what is written can't be taken back.
                decrypt((buffer, offset, length, position) -> {});
            }
            Decryption.Result result = decrypt(target::write);
            target.commit(null).forEach(warning);
            return result;
        }
    }

    private Decryption.Result decrypt(PlaintextSink sink) throws IOException, InterruptedException {
        return salvage
                ? Decryption.salvage(encrypted, keys, expectedName, sink)
                : Decryption.decrypt(encrypted, keys, expectedName, sink);
    }

    private boolean isFernet() throws IOException {
        try (InputStream in = Files.newInputStream(encrypted)) {
            byte[] head = in.readNBytes(EncryptedContent.HEAD_BYTES);
            return EncryptedContent.detect(head, head.length).equals(Optional.of(EncryptionFormat.FERNET));
        }
    }
}
