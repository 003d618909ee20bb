package io.jenkins.plugins.b2.transfer.download;

import com.backblaze.b2.client.contentSources.B2Headers;
import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2NetworkException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the headers of a download tell of the file as it is stored.
 *
 * @param sha1 of the whole; null when neither B2 nor the uploader told
 * @param hashClaimed whether it is the uploader's word, which B2 has not checked
 * @param modified milliseconds since 1970 of the file that was uploaded; null when not told
 * @param unreadableTime what was told instead of a time; null mostly
 */
record DownloadHeaders(
        String name,
        String fileId,
        long length,
        String sha1,
        boolean hashClaimed,
        Long modified,
        String unreadableTime) {
    private static final Pattern SHA1 = Pattern.compile("[0-9a-fA-F]{40}");
    private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,14})-(\\d{1,14})/(\\d{1,14})");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,14}");
    /** Bytes; no file in B2 is larger. */
    private static final long MAX_LENGTH = 10_000_000_000_000L;

    private static final Pattern MILLIS = Pattern.compile("-?\\d{1,18}");

    /** @throws B2Exception when they are not what B2 would send, or the answer does not begin at the start of the file */
    static DownloadHeaders ofStart(B2Headers headers) throws B2Exception {
        Range range = Range.of(headers);
        if (range.start() != 0) {
            throw badRange(headers);
        }
        long length = range.total();
        String ofSmallFile = headers.getContentSha1EvenIfUnverifiedOrNull();
        String sha1 = isSha1(ofSmallFile) ? ofSmallFile : headers.getLargeFileSha1OrNull();
        Long modified = modified(headers);
        return new DownloadHeaders(
                headers.getFileNameOrNull(),
                headers.getValueOrNull(B2Headers.FILE_ID),
                length,
                isSha1(sha1) ? sha1 : null,
                !isSha1(headers.getContentSha1OrNull()),
                modified,
                modified == null ? headers.getValueOrNull(B2Headers.SRC_LAST_MODIFIED_MILLIS) : null);
    }

    /** For large files, the header says "none". */
    private static boolean isSha1(String text) {
        return text != null && SHA1.matcher(text).matches();
    }

    private static Long modified(B2Headers headers) {
        String millis = headers.getValueOrNull(B2Headers.SRC_LAST_MODIFIED_MILLIS);
        return millis == null || !MILLIS.matcher(millis).matches() ? null : Long.valueOf(millis);
    }

    /** Fails unless the answer begins at this offset. */
    static void checkStart(B2Headers headers, long offset) throws B2Exception {
        if (Range.of(headers).start() != offset) {
            throw badRange(headers);
        }
    }

    private static B2Exception badRange(B2Headers headers) {
        return new B2NetworkException(
                "bad_range",
                null,
                "the answer has another range than was asked for: "
                        + headers.getValueOrNull(B2Headers.CONTENT_RANGE) + ", "
                        + headers.getValueOrNull(B2Headers.CONTENT_LENGTH) + " bytes");
    }

    /** Which bytes of how many the answer brings. */
    private record Range(long start, long total) {
        static Range of(B2Headers headers) throws B2Exception {
            String text = headers.getValueOrNull(B2Headers.CONTENT_RANGE);
            String length = headers.getValueOrNull(B2Headers.CONTENT_LENGTH);
            if (length == null || !LENGTH.matcher(length).matches()) {
                throw badRange(headers);
            }
            if (text == null) {
                return checked(new Range(0, Long.parseLong(length)), headers);
            }
            Matcher range = RANGE.matcher(text);
            if (!range.matches()) {
                throw badRange(headers);
            }
            long start = Long.parseLong(range.group(1));
            long end = Long.parseLong(range.group(2));
            long total = Long.parseLong(range.group(3));
            if (start > end || end >= total || end - start + 1 != Long.parseLong(length)) {
                throw badRange(headers);
            }
            return checked(new Range(start, total), headers);
        }

        private static Range checked(Range range, B2Headers headers) throws B2Exception {
            if (range.total > MAX_LENGTH) {
                throw badRange(headers);
            }
            return range;
        }
    }
}
