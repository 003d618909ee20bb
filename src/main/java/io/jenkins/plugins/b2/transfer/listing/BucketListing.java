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
import io.jenkins.plugins.b2.transfer.ListPosition;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.http.LostAnswerException;
import io.jenkins.plugins.b2.transfer.operation.FileInfoKeys;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.B2Calls;
import io.jenkins.plugins.b2.transfer.protocol.FileVersionAnswer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks through B2's listings page by page, without ever holding more than two of them. Believes no more of an answer than was
 * asked for: rows outside of the prefix, or pages that lead back, end the walk with an error. Thread-safe.
 */
public final class BucketListing {
    private static final String UNVERIFIED = "unverified:";

    /**
     * Rows of the first page of a walk. Any answer of that many fits what is read of one, see
     * {@link io.jenkins.plugins.b2.transfer.http.WebApiClient}.
     */
    private static final int FIRST_PAGE = 1000;
    /** Rows of the largest page that B2 gives. It bills by the thousand rows that it returns, so these cost the same. */
    private static final int LARGEST_PAGE = 10_000;
    /** Parts a page; Backblaze promises no more. */
    private static final int PARTS_PAGE = 1000;
    /** Unfinished large files a page; B2 takes no more. */
    private static final int UNFINISHED_PAGE = 100;
    /** A page of rows like those before takes no more than this part of the heap. */
    private static final int SHARE_OF_HEAP = 16;
    /** Bytes of memory for a row, but for its texts. */
    private static final int BYTES_PER_ROW = 600;
    /** Rows to ask for behind each of a few names that are looked up, since they often lie together. */
    private static final int NEIGHBOURS = 50;

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
        Page fetch(B2Calls by, Position start, int rows) throws TransferException, InterruptedException;
    }

    /**
     * Rows one by one. Pages begin small, so that the first row comes soon, and grow as far as memory allows while the rows
     * are wanted. One page is in memory; two where the next one is fetched ahead. Belongs to one thread at a time.
     */
    public final class Cursor {
        private final String prefix;
        private final PageSource source;
        private final Set<Position> seen = new HashSet<>();
        private final long atMost;
        private Iterator<B2FileVersion> rows = Collections.emptyIterator();
        private Position next;
        private boolean begun;
        private int largestPage = LARGEST_PAGE;
        private int rowsOfPage;
        private int unwantedOfPage;
        private long given;
        private String from;
        private PageAhead<Page> ahead;
        private String wantedAhead;

        private Cursor(String prefix, PageSource source, long atMost) {
            this.prefix = prefix;
            this.source = source;
            this.atMost = atMost;
        }

        /** The next row; null at the end. */
        public RemoteFile next() throws TransferException, InterruptedException {
            while (true) {
                while (!rows.hasNext()) {
                    if (begun && next == null) {
                        return null;
                    }
                    turn();
                }
                RemoteFile row = checked(prefix, rows.next());
                if (from == null || Utf8Order.INSTANCE.compare(row.name(), from) >= 0) {
                    from = null;
                    given++;
                    return row;
                }
                unwantedOfPage++;
            }
        }

        /** Goes on with the first row whose name does not come before this one. No page is asked for that lies before it. */
        public void skipTo(String name) {
            from = name.equals(prefix) ? null : name;
        }

        /**
         * Fetches the next page while one is worked on, where it is certain to be wanted.
         *
         * @param beginning rows are wanted as long as they begin with it
         */
        Cursor ahead(OperationContext operation, String beginning) {
            ahead = new PageAhead<>(operation);
            wantedAhead = beginning;
            return this;
        }

        /** Fetches the next page while one is worked on; for walks that go to the end. */
        public Cursor ahead(OperationContext operation) {
            return ahead(operation, "");
        }

        /** Begins the walk in the middle; null for its beginning. */
        Cursor startAt(ListPosition position) {
            next = position == null ? null : new Position(position.name(), position.fileId());
            return this;
        }

        /** Where the next page begins, if there is one. */
        ListPosition nextPage() {
            return new ListPosition(next.name(), next.fileId());
        }

        public boolean hasRowsLeftOfPage() {
            return rows.hasNext();
        }

        public boolean hasNextPage() {
            return !begun || next != null;
        }

        /** The one place that pages: with every page, the listing must have moved on. */
        private void turn() throws TransferException, InterruptedException {
            boolean jumps = from != null && (next == null || Utf8Order.INSTANCE.compare(next.name(), from) < 0);
            if (jumps) {
                next = new Position(from, null);
                seen.clear();
            }
            int size = pageSize(!begun || jumps && unwantedOfPage > rowsOfPage / 2);
            Page page = ahead != null && ahead.isUnderWay() ? ahead.take() : fetch(calls, next, size);
            if (page.next() != null && !isProgress(page.next())) {
                throw leadsBack();
            }
            begun = true;
            next = page.next();
            rowsOfPage = page.rows().size();
            unwantedOfPage = 0;
            largestPage = Math.min(largestPage, fittingRows(page.rows()));
            rows = page.rows().iterator();
            if (ahead != null && next != null && isWantedForSure(next)) {
                Position start = next;
                int following = pageSize(false);
                ahead.start(own -> fetch(own, start, following));
            }
        }

        /** What begins within the beginning that is wanted last will not be jumped over. */
        private boolean isWantedForSure(Position start) {
            return start.name() == null || start.name().startsWith(wantedAhead);
        }

        /** @param small at the beginning, and where few rows of the page before were wanted */
        private int pageSize(boolean small) {
            long wanted = atMost == 0 ? LARGEST_PAGE : Math.max(1, atMost - given);
            return (int) Math.min(wanted, Math.min(largestPage, small ? FIRST_PAGE : LARGEST_PAGE));
        }

        /** An answer may be longer than those before let expect; one of the first size never is too long. */
        private Page fetch(B2Calls by, Position start, int size) throws TransferException, InterruptedException {
            try {
                return source.fetch(by, start, size);
            } catch (TransferException e) {
                boolean tooLong = e.getCause() instanceof LostAnswerException answer && answer.isGarbled();
                if (!tooLong || size <= FIRST_PAGE) {
                    throw e;
                }
                largestPage = FIRST_PAGE;
                return source.fetch(by, start, FIRST_PAGE);
            }
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

    /** How many rows like these may be asked for at once. */
    private static int fittingRows(List<B2FileVersion> rows) {
        long chars = 0;
        for (B2FileVersion row : rows) {
            chars += length(row.getFileName());
            Map<String, String> info = row.getFileInfo() == null ? Map.of() : row.getFileInfo();
            for (Map.Entry<String, String> entry : info.entrySet()) {
                chars += length(entry.getKey()) + length(entry.getValue());
            }
        }
        long bytesPerRow = BYTES_PER_ROW + (rows.isEmpty() ? 0 : chars / rows.size());
        long fitting = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / bytesPerRow;
        return (int) Math.max(FIRST_PAGE, Math.min(fitting, LARGEST_PAGE));
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    /**
     * The newest versions of the files that are not hidden, by name.
     *
     * @param atMost how many rows are wanted, and no more are asked for; 0 for all
     */
    public Cursor names(String prefix, long atMost) {
        return new Cursor(prefix, namesPage(prefix, null), atMost);
    }

    /** The files and folders right below a prefix; folders are rows whose names end with a slash. */
    public Cursor folder(String prefix) {
        return new Cursor(prefix, namesPage(prefix, "/"), 0);
    }

    /**
     * Every row, by name, the newest first within a name.
     *
     * @param atMost how many rows are wanted, and no more are asked for; 0 for all
     */
    public Cursor versions(String prefix, long atMost) {
        return new Cursor(prefix, versionsPage(prefix), atMost);
    }

    /** The unfinished large files. */
    public Cursor unfinished(String prefix) {
        return new Cursor(prefix, unfinishedPage(prefix), 0);
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
        Cursor cursor = names(prefix, 0);
        cursor.largestPage = wanted.size() == 1 ? 1 : Math.min(LARGEST_PAGE, wanted.size() * NEIGHBOURS);
        RemoteFile row = null;
        for (String name : wanted) {
            if (row == null || Utf8Order.INSTANCE.compare(row.name(), name) < 0) {
                cursor.skipTo(name);
                row = cursor.next();
            }
            if (row == null) {
                return;
            }
            if (row.name().equals(name)) {
                found.accept(row);
            }
        }
    }

    private PageSource namesPage(String prefix, String delimiter) {
        return (by, start, size) -> {
            B2ListFileNamesResponse response = session.call(
                    by,
                    "list the files" + below(prefix),
                    (webifier, account, bucket) -> webifier.listFileNames(
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
        Page page = versionsPage(name).fetch(calls, new Position(name, fileId), 1);
        return page.rows().stream()
                .filter(row -> name.equals(row.getFileName()) && fileId.equals(row.getFileId()))
                .findFirst()
                .map(BucketListing::remoteFile)
                .orElse(null);
    }

    /**
     * The name of a version that is given by its id alone, which may be anywhere: one that is not in this bucket, or out of
     * this session's reach, is refused.
     *
     * @param expected by which messages call it; null where any name will do
     */
    public String nameOfVersion(String fileId, String expected) throws TransferException, InterruptedException {
        FileVersionAnswer version = calls.fileVersion(fileId, expected);
        if (!fileId.equals(version.fileId()) || !isOfBucket(version)) {
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

    private boolean isOfBucket(FileVersionAnswer version) throws TransferException, InterruptedException {
        String known = session.bucketId(calls);
        return known.equals(version.bucketId())
                || session.bucketIdInsteadOf(calls, known).equals(version.bucketId());
    }

    private PageSource versionsPage(String prefix) {
        return (by, start, size) -> {
            B2ListFileVersionsResponse response =
                    session.call(by, "list the file versions" + below(prefix), (webifier, account, bucket) -> {
                        B2ListFileVersionsRequest.Builder request = B2ListFileVersionsRequest.builder(bucket)
                                .setPrefix(prefix)
                                .setMaxFileCount(size);
                        if (start != null && start.fileId() != null) {
                            request.setStart(start.name(), start.fileId());
                        } else if (start != null) {
                            request.setStartFileName(start.name());
                        }
                        return webifier.listFileVersions(account, request.build());
                    });
            String next = response.getNextFileName();
            return new Page(response.getFiles(), next == null ? null : new Position(next, response.getNextFileId()));
        };
    }

    private PageSource unfinishedPage(String prefix) {
        return (by, start, size) -> {
            B2ListUnfinishedLargeFilesResponse response = session.call(
                    by,
                    "list the unfinished large files" + below(prefix),
                    (webifier, account, bucket) -> webifier.listUnfinishedLargeFiles(
                            account,
                            B2ListUnfinishedLargeFilesRequest.builder(bucket)
                                    .setNamePrefix(prefix)
                                    .setStartFileId(start == null ? null : start.fileId())
                                    .setMaxFileCount(Math.min(size, UNFINISHED_PAGE))
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
                                    .setMaxPartCount(PARTS_PAGE)
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
