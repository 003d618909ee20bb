package io.jenkins.plugins.b2.transfer.upload;

import com.backblaze.b2.client.contentSources.B2ContentSource;
import java.io.IOException;
import java.io.InputStream;

/** The bytes that B2 is to hold: a file's own or their encryption. Any range, again and again, always the same. */
interface UploadBody {
    long length();

    InputStream open(long offset, long length) throws IOException;

    /**
     * A stream as the SDK takes it.
     *
     * @param sha1 null for the SDK to append it to what it sends
     */
    record PartContent(InputStream stream, long length, String sha1) implements B2ContentSource {
        @Override
        public long getContentLength() {
            return length;
        }

        @Override
        public String getSha1OrNull() {
            return sha1;
        }

        @Override
        public Long getSrcLastModifiedMillisOrNull() {
            return null;
        }

        @Override
        public InputStream createInputStream() {
            return stream;
        }
    }
}
