package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.Comparison;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.concurrent.Cancellation;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.files.PinnedFolder;
import io.jenkins.plugins.b2.transfer.files.SourceFile;
import io.jenkins.plugins.b2.transfer.files.SourceRange;
import io.jenkins.plugins.b2.transfer.files.UploadSource;
import io.jenkins.plugins.b2.transfer.operation.EncryptedInfo;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.Hashing;
import io.jenkins.plugins.b2.transfer.operation.PieceHashes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Whether what B2 has of a file lies here already. Where that can't be told, it doesn't. Immutable.
 *
 * @param row as B2 lists it
 * @param named whether the name says that it is encrypted, and it would be decrypted to a file without the suffix
 * @param encryption to compare encrypted files with; null where they are kept as they are stored
 */
record UnchangedFile(RemoteFile row, boolean named, Comparison compare, Encryption encryption) {
    private static final long SECOND = 1000;

    /**
     * @param target where it would go; where it is a link, the download has to judge where that leads
     * @param bound must contain it; null when it may be anywhere
     */
    boolean isAt(Path target, PinnedFolder bound, Cancellation cancellation) throws IOException, InterruptedException {
        String said = encryption == null ? null : row.fileInfo().get(FileInfoKeys.ENCRYPTION);
        EncryptionFormat format = format();
        boolean known = said == null ? !named : format != null;
        if (!known || !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (SourceFile here = SourceFile.open(target, bound)) {
            if (compare == Comparison.SIZE_TIME) {
                return isSameTime(here.modifiedMillis()) && storedLength(here, format) == row.size();
            }
            return format == null ? hasSha1(here, cancellation) : hasFingerprint(here, cancellation);
        } catch (NoSuchFileException | DecryptionException e) {
            return false;
        }
    }

    /** In which it is encrypted; null for a file as it is, or one that can't be compared. */
    EncryptionFormat format() {
        String said = row.fileInfo().get(FileInfoKeys.ENCRYPTION);
        return encryption != null && encryption.format().name().equals(said) ? encryption.format() : null;
    }

    /** Some file systems keep whole seconds only. */
    private boolean isSameTime(long here) {
        Long stored = row.sourceModified();
        return stored != null
                && (here == stored || here % SECOND == 0 && here == Math.floorDiv(stored, SECOND) * SECOND);
    }

    private long storedLength(UploadSource here, EncryptionFormat format) throws IOException, InterruptedException {
        if (format == null) {
            return here.length();
        }
        try (FileEncryptor any = EncryptedContent.encryptor(
                encryption.format(), encryption.parameters(), encryption.keys(), row.name())) {
            return any.ciphertextLength(here.length());
        }
    }

    private boolean hasSha1(UploadSource here, Cancellation cancellation) throws IOException, InterruptedException {
        if (row.sha1() == null || here.length() != row.size()) {
            return false;
        }
        try (InputStream in = new SourceRange(here, 0, here.length())) {
            return Hashing.hex(Hashing.digest(Hashing.SHA1, in, cancellation)).equalsIgnoreCase(row.sha1());
        }
    }

    private boolean hasFingerprint(UploadSource here, Cancellation cancellation)
            throws IOException, InterruptedException {
        byte[] header = EncryptedInfo.header(row.fileInfo());
        String fingerprint = row.fileInfo().get(FileInfoKeys.ENCRYPTION_FINGERPRINT);
        if (header == null || fingerprint == null || here.length() > row.size()) {
            return false;
        }
        PieceHashes pieces = new PieceHashes(here);
        pieces.hashSome(cancellation);
        try (FileEncryptor same = EncryptedContent.resume(
                        encryption.format(),
                        encryption.parameters(),
                        encryption.keys(),
                        row.name(),
                        header,
                        fingerprint,
                        pieces.digest(),
                        here.length())
                .orElse(null)) {
            return same != null && same.ciphertextLength(here.length()) == row.size();
        }
    }
}
