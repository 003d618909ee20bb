package io.jenkins.plugins.b2.transfer.listing;

import com.backblaze.b2.client.structures.B2FileVersion;
import com.backblaze.b2.client.structures.B2ListFileNamesRequest;
import com.backblaze.b2.client.structures.B2ListFileNamesResponse;
import com.backblaze.b2.client.structures.B2ListFileVersionsRequest;
import com.backblaze.b2.client.structures.B2ListFileVersionsResponse;
import com.backblaze.b2.client.structures.B2ListPartsRequest;
import com.backblaze.b2.client.structures.B2ListPartsResponse;
import com.backblaze.b2.client.structures.B2ListUnfinishedLargeFilesRequest;
import com.backblaze.b2.client.structures.B2ListUnfinishedLargeFilesResponse;
import com.backblaze.b2.client.structures.B2Part;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import java.util.ArrayList;
import java.util.List;

/** Walks through B2's listings page by page, without ever holding more than one page. */
public final class BucketListing {
    private static final String UNVERIFIED = "unverified:";

    /** Rows a page: what Backblaze bills as one transaction. */
    public static final int PAGE = 1000;

    private static final int UNFINISHED_PAGE = 100;

    private final SessionContext core;
    private final B2Calls calls;

    public BucketListing(SessionContext core, B2Calls calls) {
        this.core = core;
        this.calls = calls;
    }

    /** Takes rows one by one. */
    @FunctionalInterface
    public interface RowVisitor {
        /** Whether to go on. */
        boolean visit(RemoteFile row) throws TransferException, InterruptedException;

        /** Whether to ask for the next page; only asked when there is one. */
        default boolean nextPage() {
            return true;
        }
    }

    /** The newest versions of the files that are not hidden, by name. */
    public void names(String prefix, RowVisitor visitor) throws TransferException, InterruptedException {
        names(prefix, PAGE, visitor);
    }

    /**
     * @param page how many rows to ask for at once, 1000 at most
     */
    public void names(String prefix, int page, RowVisitor visitor) throws TransferException, InterruptedException {
        String bucket = core.bucketId(calls);
        String start = null;
        do {
            String from = start;
            B2ListFileNamesResponse response = calls.call(
                    "list the files" + below(prefix),
                    (webifier, account) -> webifier.listFileNames(
                            account,
                            B2ListFileNamesRequest.builder(bucket)
                                    .setPrefix(prefix)
                                    .setStartFileName(from)
                                    .setMaxFileCount(page)
                                    .build()));
            if (!visitAll(response.getFiles(), visitor)) {
                return;
            }
            start = response.getNextFileName();
        } while (start != null && visitor.nextPage());
    }

    /** Every row, by name, the newest first within a name. */
    public void versions(String prefix, RowVisitor visitor) throws TransferException, InterruptedException {
        versions(prefix, PAGE, visitor);
    }

    /** As {@link #names(String, int, RowVisitor)}. */
    public void versions(String prefix, int page, RowVisitor visitor) throws TransferException, InterruptedException {
        String bucket = core.bucketId(calls);
        String startName = null;
        String startId = null;
        do {
            String fromName = startName;
            String fromId = startId;
            B2ListFileVersionsResponse response = calls.call(
                    "list the file versions" + below(prefix),
                    (webifier, account) -> webifier.listFileVersions(
                            account, versionsRequest(bucket, prefix, page, fromName, fromId)));
            if (!visitAll(response.getFiles(), visitor)) {
                return;
            }
            startName = response.getNextFileName();
            startId = response.getNextFileId();
        } while (startName != null && visitor.nextPage());
    }

    private static B2ListFileVersionsRequest versionsRequest(
            String bucket, String prefix, int page, String startName, String startId) {
        B2ListFileVersionsRequest.Builder request =
                B2ListFileVersionsRequest.builder(bucket).setPrefix(prefix).setMaxFileCount(page);
        return startName == null
                ? request.build()
                : request.setStart(startName, startId).build();
    }

    /** The unfinished large files. */
    public void unfinished(String prefix, RowVisitor visitor) throws TransferException, InterruptedException {
        String bucket = core.bucketId(calls);
        String start = null;
        do {
            String from = start;
            B2ListUnfinishedLargeFilesResponse response = calls.call(
                    "list the unfinished large files" + below(prefix),
                    (webifier, account) -> webifier.listUnfinishedLargeFiles(
                            account,
                            B2ListUnfinishedLargeFilesRequest.builder(bucket)
                                    .setNamePrefix(prefix)
                                    .setStartFileId(from)
                                    .setMaxFileCount(UNFINISHED_PAGE)
                                    .build()));
            if (!visitAll(response.getFiles(), visitor)) {
                return;
            }
            start = response.getNextFileId();
        } while (start != null && visitor.nextPage());
    }

    /** The newest version of one file; null when there is none or it is hidden. */
    public RemoteFile newest(String name) throws TransferException, InterruptedException {
        RemoteFile[] found = new RemoteFile[1];
        names(name, 1, row -> {
            found[0] = row.name().equals(name) ? row : null;
            return false;
        });
        return found[0];
    }

    /** The parts that B2 holds of an unfinished large file. */
    public List<B2Part> parts(String fileId) throws TransferException, InterruptedException {
        List<B2Part> parts = new ArrayList<>();
        Integer start = null;
        do {
            Integer from = start;
            B2ListPartsResponse response = calls.call(
                    "list the parts of an unfinished large file",
                    (webifier, account) -> webifier.listParts(
                            account,
                            B2ListPartsRequest.builder(fileId)
                                    .setStartPartNumber(from)
                                    .setMaxPartCount(PAGE)
                                    .build()));
            parts.addAll(response.getParts());
            start = response.getNextPartNumber();
        } while (start != null);
        return parts;
    }

    private static boolean visitAll(List<B2FileVersion> rows, RowVisitor visitor)
            throws TransferException, InterruptedException {
        for (B2FileVersion row : rows) {
            if (!visitor.visit(remoteFile(row))) {
                return false;
            }
        }
        return true;
    }

    private static String below(String prefix) {
        return prefix.isEmpty() ? "" : " below '" + prefix + "'";
    }

    public static RemoteFile remoteFile(B2FileVersion version) {
        return new RemoteFile(
                version.getFileName(),
                version.getFileId(),
                version.getAction(),
                version.getContentLength(),
                sha1(version),
                version.getContentType(),
                version.getUploadTimestamp(),
                version.getFileInfo());
    }

    private static String sha1(B2FileVersion version) {
        String sha1 = version.getContentSha1();
        if (sha1 == null || sha1.equals("none")) {
            sha1 = version.getFileInfo() == null ? null : version.getFileInfo().get(FileInfoKeys.LARGE_FILE_SHA1);
        }
        return sha1 != null && sha1.startsWith(UNVERIFIED) ? sha1.substring(UNVERIFIED.length()) : sha1;
    }
}
