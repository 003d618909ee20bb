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
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import io.jenkins.plugins.b2.transfer.protocol.FileVersionAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks through B2's listings page by page, without ever holding more than one page. Believes no more of an answer than was
 * asked for: rows outside of the prefix, or pages that lead back, end the walk with an error. Thread-safe.
 */
public final class BucketListing {
    private static final String UNVERIFIED = "unverified:";

    /** Rows a page: what Backblaze bills as one transaction. */
    public static final int PAGE = 1000;

    private static final int UNFINISHED_PAGE = 100;

    private final SessionContext session;
    private final B2Calls calls;

    public BucketListing(SessionContext session, B2Calls calls) {
        this.session = session;
        this.calls = calls;
    }

    /**
     * Where a page begins.
     *
     * @param name null for the beginning, or where only ids count
     * @param fileId null where only names count
     */
    private record Position(String name, String fileId) {}

    /**
     * Some rows in B2's order.
     *
     * @param next null at the end
     */
    private record Page(List<B2FileVersion> rows, Position next) {}

    /** Asks for one page. */
    @FunctionalInterface
    private interface PageSource {
        Page fetch(String bucket, Position start) throws TransferException, InterruptedException;
    }

    /** Rows one by one, a page in memory at a time. Belongs to one thread at a time. */
    public final class Cursor {
        private final String prefix;
        private final PageSource source;
        private final Set<Position> seen = new HashSet<>();
        private Iterator<B2FileVersion> rows = Collections.emptyIterator();
        private Position next;
        private boolean begun;

        private Cursor(String prefix, PageSource source) {
            this.prefix = prefix;
            this.source = source;
        }

        /** The next row; null at the end. */
        public RemoteFile next() throws TransferException, InterruptedException {
            while (!rows.hasNext()) {
                if (begun && next == null) {
                    return null;
                }
                turn();
            }
            return checked(prefix, rows.next());
        }

        public boolean hasRowsLeftOfPage() {
            return rows.hasNext();
        }

        public boolean hasNextPage() {
            return !begun || next != null;
        }

        /** The one place that pages: with every page, the listing must have moved on. */
        private void turn() throws TransferException, InterruptedException {
            Page page = source.fetch(session.bucketId(calls), next);
            if (page.next() != null && !isProgress(page.next())) {
                throw leadsBack();
            }
            begun = true;
            next = page.next();
            rows = page.rows().iterator();
        }

        /** Names only go forward. Where a name stays, or there is none, no id may come twice. */
        private boolean isProgress(Position to) {
            int order = next == null || next.name() == null ? 0 : Utf8Order.INSTANCE.compare(next.name(), to.name());
            if (order < 0) {
                seen.clear();
            }
            return order <= 0 && seen.add(to);
        }
    }

    /**
     * The newest versions of the files that are not hidden, by name.
     *
     * @param page how many rows to ask for at once, 10,000 at most
     */
    public Cursor names(String prefix, int page) {
        return new Cursor(prefix, namesPage(prefix, page));
    }

    /** The files and folders right below a prefix; folders are rows whose names end with a slash. */
    public Cursor folder(String prefix, int page) {
        return new Cursor(prefix, namesPage(prefix, page, "/"));
    }

    /** Every row, by name, the newest first within a name. */
    public Cursor versions(String prefix, int page) {
        return new Cursor(prefix, versionsPage(prefix, page));
    }

    /** The unfinished large files. */
    public Cursor unfinished(String prefix) {
        return new Cursor(prefix, unfinishedPage(prefix));
    }

    /**
     * Looks up files by their names. Asks only for pages that begin with a wanted name, so that what lies between is not
     * read.
     *
     * @param prefix with which all of them begin
     * @param wanted in the order of the names' UTF-8 bytes
     * @param found takes those that there are
     */
    public void lookUp(String prefix, List<String> wanted, Consumer<RemoteFile> found)
            throws TransferException, InterruptedException {
        Iterator<String> names = wanted.iterator();
        String name = names.hasNext() ? names.next() : null;
        Cursor cursor = null;
        RemoteFile row = null;
        while (name != null) {
            if (cursor == null) {
                cursor = new Cursor(prefix, namesPage(prefix, PAGE));
                cursor.next = new Position(name, null);
                row = cursor.next();
            }
            while (row != null && Utf8Order.INSTANCE.compare(row.name(), name) < 0 && cursor.rows.hasNext()) {
                row = cursor.next();
            }
            if (row == null) {
                return;
            }
            int order = Utf8Order.INSTANCE.compare(row.name(), name);
            if (order < 0) {
                // The page has ended before the name.
                cursor = null;
                continue;
            }
            if (order == 0) {
                found.accept(row);
            }
            name = names.hasNext() ? names.next() : null;
        }
    }

    private PageSource namesPage(String prefix, int size) {
        return namesPage(prefix, size, null);
    }

    private PageSource namesPage(String prefix, int size, String delimiter) {
        return (bucket, start) -> {
            B2ListFileNamesResponse response = calls.call(
                    "list the files" + below(prefix),
                    (webifier, account) -> webifier.listFileNames(
                            account,
                            B2ListFileNamesRequest.builder(bucket)
                                    .setPrefix(prefix)
                                    .setDelimiter(delimiter)
                                    .setStartFileName(start == null ? null : start.name())
                                    .setMaxFileCount(size)
                                    .build()));
            String next = response.getNextFileName();
            return new Page(response.getFiles(), next == null ? null : new Position(next, null));
        };
    }

    /** One version of a file of this bucket; null when there is none with this name and id. */
    public RemoteFile version(String name, String fileId) throws TransferException, InterruptedException {
        Page page = versionsPage(name, 1).fetch(session.bucketId(calls), new Position(name, fileId));
        return page.rows().stream()
                .filter(row -> name.equals(row.getFileName()) && fileId.equals(row.getFileId()))
                .findFirst()
                .map(BucketListing::remoteFile)
                .orElse(null);
    }

    /**
     * The name of a version that is given by its id alone, which may be anywhere: one that is not in this bucket, or out of
     * this session's reach, is refused.
     */
    public String nameOfVersion(String fileId) throws TransferException, InterruptedException {
        FileVersionAnswer version = calls.fileVersion(fileId);
        if (!fileId.equals(version.fileId()) || !session.bucketId(calls).equals(version.bucketId())) {
            throw new TransferException(
                    Kind.NOT_FOUND,
                    "There is no file version '" + fileId + "' in the bucket '"
                            + session.settings().bucket() + "': it belongs to another bucket");
        }
        session.checkPrefix(calls, version.fileName());
        if (!version.isFile()) {
            throw new TransferException(
                    Kind.NOT_FOUND,
                    "The version '" + fileId + "' of '" + version.fileName()
                            + "' has no content: it is a hide marker or an unfinished upload");
        }
        return version.fileName();
    }

    private PageSource versionsPage(String prefix, int size) {
        return (bucket, start) -> {
            B2ListFileVersionsRequest.Builder request =
                    B2ListFileVersionsRequest.builder(bucket).setPrefix(prefix).setMaxFileCount(size);
            if (start != null) {
                request.setStart(start.name(), start.fileId());
            }
            B2ListFileVersionsResponse response = calls.call(
                    "list the file versions" + below(prefix),
                    (webifier, account) -> webifier.listFileVersions(account, request.build()));
            String next = response.getNextFileName();
            return new Page(response.getFiles(), next == null ? null : new Position(next, response.getNextFileId()));
        };
    }

    private PageSource unfinishedPage(String prefix) {
        return (bucket, start) -> {
            B2ListUnfinishedLargeFilesResponse response = calls.call(
                    "list the unfinished large files" + below(prefix),
                    (webifier, account) -> webifier.listUnfinishedLargeFiles(
                            account,
                            B2ListUnfinishedLargeFilesRequest.builder(bucket)
                                    .setNamePrefix(prefix)
                                    .setStartFileId(start == null ? null : start.fileId())
                                    .setMaxFileCount(UNFINISHED_PAGE)
                                    .build()));
            String next = response.getNextFileId();
            return new Page(response.getFiles(), next == null ? null : new Position(null, next));
        };
    }

    /** The newest version of one file; null when there is none or it is hidden. */
    public RemoteFile newest(String name) throws TransferException, InterruptedException {
        RemoteFile first = names(name, 1).next();
        return first != null && first.name().equals(name) ? first : null;
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
            if (start != null && from != null && start <= from) {
                throw leadsBack();
            }
        } while (start != null);
        return parts;
    }

    private static TransferException leadsBack() {
        return new TransferException(
                Kind.REMOTE,
                "B2's listing leads back to where it has been, so it would never end. Try again later; if it stays"
                        + " so, ask whoever runs the server");
    }

    private static RemoteFile checked(String prefix, B2FileVersion version) throws TransferException {
        if (version.getFileName() == null || !version.getFileName().startsWith(prefix)) {
            throw new TransferException(
                    Kind.REMOTE,
                    "B2 listed '" + version.getFileName() + "', which does not begin with '" + prefix
                            + "' as was asked for. Nothing further was done; ask whoever runs the server",
                    null,
                    false);
        }
        return remoteFile(version);
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
                version.getFileInfo(),
                serverSideEncryption(version));
    }

    private static String serverSideEncryption(B2FileVersion version) {
        return version.getServerSideEncryption() == null
                ? null
                : version.getServerSideEncryption().getMode();
    }

    private static String sha1(B2FileVersion version) {
        String sha1 = version.getContentSha1();
        if (sha1 == null || sha1.equals("none")) {
            sha1 = version.getFileInfo() == null ? null : version.getFileInfo().get(FileInfoKeys.LARGE_FILE_SHA1);
        }
        return sha1 != null && sha1.startsWith(UNVERIFIED) ? sha1.substring(UNVERIFIED.length()) : sha1;
    }
}
