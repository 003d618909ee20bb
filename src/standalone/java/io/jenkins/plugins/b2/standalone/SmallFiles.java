package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.TransferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that people write by hand: configuration and secrets. */
final class SmallFiles {
    private static final int MOST_BYTES = 1 << 20;
    private static final Path STANDARD_INPUT = Path.of("-");

    private SmallFiles() {}

    /**
     * The file's text, UTF-8.
     *
     * @param what what the file is, for the message
     */
    static String read(Path file, String what) throws TransferException {
        return read(file, what, () -> Files.newInputStream(file));
    }

    /** As {@link #read}; {@code -} is standard input. */
    static String readOrInput(Path file, String what, InputStream input) throws TransferException {
        return file.equals(STANDARD_INPUT) ? read(file, what, () -> input) : read(file, what);
    }

    /** What is read. */
    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private static String read(Path file, String what, Source source) throws TransferException {
        try (InputStream in = source.open()) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw usage(what, file, "it is larger than 1 MiB, which can't be right");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw usage(what, file, "it is not UTF-8");
        } catch (NoSuchFileException e) {
            throw usage(what, file, "it does not exist");
        } catch (IOException e) {
            throw usage(what, file, Files.isDirectory(file) ? "it is a folder" : "it can't be read");
        }
    }

    /** A secret as editors and {@code echo} leave it: the line's end is not part of it. */
    static String readSecret(Path file, String what) throws TransferException {
        String text = read(file, what);
        int end = text.endsWith("\r\n") ? text.length() - 2 : text.endsWith("\n") ? text.length() - 1 : text.length();
        String secret = text.substring(0, end);
        if (secret.isEmpty()) {
            throw usage(what, file, "it is empty");
        }
        return secret;
    }

    private static TransferException usage(String what, Path file, String reason) {
        return new TransferException(
                TransferException.Kind.USAGE, "Could not read the " + what + " file " + file + ": " + reason);
    }
}
