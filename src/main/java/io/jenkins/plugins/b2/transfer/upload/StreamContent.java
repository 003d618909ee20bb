package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.FileEncryptor;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes to B2 of a stream that can be read once: its bytes, or their encryption. Belongs to one thread at a time.
 */
final class StreamContent {
    private final CountingStream plain;
    private final InputStream stream;
    private final EncryptionFormat format;

    private StreamContent(CountingStream plain, InputStream stream, EncryptionFormat format) {
        this.plain = plain;
        this.stream = stream;
        this.format = format;
    }

    /** The bytes as they are. */
    static StreamContent plain(InputStream content) {
        CountingStream plain = new CountingStream(content);
        return new StreamContent(plain, plain, null);
    }

    /** Their encryption; the encryptor stays the caller's to close. */
    static StreamContent encrypted(InputStream content, FileEncryptor encryptor) throws IOException {
        CountingStream plain = new CountingStream(content);
        return new StreamContent(plain, encryptor.encrypt(plain), encryptor.format());
    }

    InputStream stream() {
        return stream;
    }

    /** Null when it goes as it is. */
    EncryptionFormat format() {
        return format;
    }

    /** Bytes that were read; all of them when the stream has ended. */
    long plainLength() {
        return plain.count;
    }

    /** What is kept with the file version. */
    Map<String, String> info(Map<String, String> given) {
        Map<String, String> info = new LinkedHashMap<>(given);
        if (format != null) {
            info.put(FileInfoKeys.ENCRYPTION, format.name());
        }
        return info;
    }

    private static final class CountingStream extends FilterInputStream {
        private volatile long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
