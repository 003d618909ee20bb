package io.jenkins.plugins.b2.transfer.download;

import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2NetworkException;
import java.util.regex.Pattern;

/**
 * What the headers of a download tell of the file as it is stored.
 *
 * @param sha1 of the whole; null when neither B2 nor the uploader told
 * @param modified milliseconds since 1970 of the file that was uploaded; null when not told
 */
record DownloadHeaders(String name, String fileId, long length, String sha1, Long modified) {
    private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern MILLIS = Pattern.compile("\\d{1,18}");

    static DownloadHeaders of(B2Headers headers) throws B2Exception {
        String range = headers.getValueOrNull(B2Headers.CONTENT_RANGE);
        long length = range == null ? headers.getContentLength() : total(range);
        String ofSmallFile = headers.getContentSha1EvenIfUnverifiedOrNull();
        String sha1 = isSha1(ofSmallFile) ? ofSmallFile : headers.getLargeFileSha1OrNull();
        return new DownloadHeaders(
                headers.getFileNameOrNull(),
                headers.getValueOrNull(B2Headers.FILE_ID),
                length,
                isSha1(sha1) ? sha1 : null,
                modified(headers));
    }

    /** For large files, the header says "none". */
    private static boolean isSha1(String text) {
        return text != null && SHA1.matcher(text).matches();
    }

    private static Long modified(B2Headers headers) {
        String millis = headers.getValueOrNull(B2Headers.SRC_LAST_MODIFIED_MILLIS);
        return millis == null || !MILLIS.matcher(millis).matches() ? null : Long.valueOf(millis);
    }

    private static long total(String contentRange) throws B2Exception {
        try {
            return Long.parseLong(contentRange.substring(contentRange.indexOf('/') + 1));
        } catch (NumberFormatException e) {
            throw badRange(contentRange);
        }
    }

    /** Fails unless the answer begins at this offset. */
    static void checkStart(B2Headers headers, long offset) throws B2Exception {
        String range = headers.getValueOrNull(B2Headers.CONTENT_RANGE);
        boolean right = range == null ? offset == 0 : range.startsWith("bytes " + offset + "-");
        if (!right) {
            throw badRange(String.valueOf(range));
        }
    }

    private static B2Exception badRange(String range) {
        return new B2NetworkException("bad_range", null, "the answer has another range than was asked for: " + range);
    }
}
