package io.jenkins.plugins.b2.transfer.operation;

import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.encryption.DecryptionException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in words what the file system or the decryption objected to. */
public final class LocalErrors {
    private LocalErrors() {}

    /**
     * @param what in words that fit after "could not", such as {@code upload app.tgz}
     */
    public static TransferException describe(String what, IOException e) {
        return new TransferException(kind(e), "Could not " + what + ": " + reason(e), e, false);
    }

    private static Kind kind(IOException e) {
        if (e instanceof DecryptionException) {
            return Kind.INTEGRITY;
        }
        return e instanceof NoSuchFileException ? Kind.NOT_FOUND : Kind.LOCAL;
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return "'" + missing.getFile() + "' does not exist";
        }
        if (e instanceof AccessDeniedException denied) {
            return "access to '" + denied.getFile() + "' is denied; check its permissions";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
            return "'" + ((FileSystemException) e).getFile() + "' is in the way";
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return "'" + other.getFile() + "': " + other.getReason();
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.contains("No space left")
                ? "no space is left on the disk; free some or choose another folder"
                : message;
    }
}
