package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.KnownFolders;
import io.jenkins.plugins.b2.transfer.files.PinnedFolder;
import io.jenkins.plugins.b2.transfer.files.SafeNames;
import io.jenkins.plugins.b2.transfer.files.TargetFolder;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.listing.SelectedFiles;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.Lookahead;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Downloads a file, a version of it, or a tree. */
public final class DownloadOperation {
    private static final int WINDOW = 10_000;

    private final OperationContext operation;
    private final DownloadRequest request;
    private final LocalEnvironment local;
    private final DownloadJob job;
    private final Lookahead<DownloadItem> ahead;
    private Lookahead.Source<DownloadItem> source;
    private DownloadItem single;

    public DownloadOperation(OperationContext operation, DownloadRequest request, LocalEnvironment local) {
        this(operation, request, local, null);
    }

    /**
     * @param stream where the content goes when the request is for a stream; null otherwise
     */
    public DownloadOperation(
            OperationContext operation, DownloadRequest request, LocalEnvironment local, OutputStream stream) {
        this.operation = operation;
        this.request = request;
        this.local = local;
        this.job = new DownloadJob(
                request, local.encryption(), stream == null ? null : Channels.newChannel(stream), new KnownFolders());
        this.ahead = new Lookahead<>(
                operation, () -> source.next(), WINDOW, DownloadItem::size, DownloadOperation::largestFirst);
    }

    private static List<DownloadItem> largestFirst(List<DownloadItem> items) {
        List<DownloadItem> sorted = new ArrayList<>(items);
        sorted.sort(Lookahead.<DownloadItem>largestFirst(DownloadItem::size));
        return sorted;
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        if (request.isStream() != (job.stream() != null)) {
            throw new TransferException(
                    Kind.USAGE, "A download to a stream needs the stream, and no other one has any");
        }
        operation.own(job.folders());
        return operation.run(request.isTree() ? this::nextOfTree : this::nextOfOne);
    }

    private WorkQueue.Task task(DownloadItem item) {
        if (item == null) {
            return null;
        }
        return item.isFolder() && request.isTree()
                ? new FolderDownload(operation, item)
                : new FileDownload(operation, job, item);
    }

    private WorkQueue.Task nextOfOne() throws TransferException, InterruptedException {
        if (single != null) {
            return null;
        }
        single = single();
        operation.started(1, -1);
        return task(single);
    }

    private DownloadItem single() throws TransferException, InterruptedException {
        if (request.name() != null) {
            operation.session().checkPrefix(operation.calls(), request.name());
        }
        String name = request.name();
        if (request.fileId() != null) {
            // An id reaches every file that the key reaches; and only the name tells what Fernet content was meant as.
            name = new BucketListing(operation.session(), operation.calls())
                    .nameOfVersion(request.fileId(), request.name());
            if (request.name() != null && !request.name().equals(name)) {
                throw new TransferException(
                        Kind.NOT_FOUND,
                        "Could not download '" + request.name() + "': the version '" + request.fileId()
                                + "' is one of '" + name + "'. Give the name or the id that is meant");
            }
        }
        try {
            Path target = request.isStream() ? null : singleTarget();
            PinnedFolder bound = root();
            RemoteFile row = request.skipUnchanged() ? row(name) : null;
            UnchangedFile unchanged = row == null ? null : unchanged(row, target, name);
            return new DownloadItem(name, request.fileId(), -1, target, () -> target, bound, unchanged);
        } catch (IOException e) {
            throw LocalErrors.describe("download '" + name + "'", e);
        }
    }

    /** Out of which nothing may lead, made where it is missing; null when there is no such folder. */
    private PinnedFolder root() throws IOException {
        Path root = local.folder().root();
        return root == null ? null : PinnedFolder.made(root, null);
    }

    private Path singleTarget() throws IOException, TransferException {
        Path target = local.folder().resolve(request.file() != null ? request.file() : ownPath());
        if (Files.isDirectory(target)) {
            throw new TransferException(
                    Kind.USAGE, "Could not download to '" + target + "': it is a folder. Name the file to write");
        }
        return target;
    }

    /** In the folder that is asked for, the last part of the name, which anybody may have chosen. */
    private String ownPath() throws IOException {
        String own = request.name().substring(request.name().lastIndexOf('/') + 1);
        String plain = isDecrypted(own) ? plainName(own) : own;
        String objection = SafeNames.ofThisMachine().objection(plain);
        if (objection != null) {
            throw new IOException(
                    "'" + plain + "' can't be the name of a file here: " + objection + ". Say which file to write");
        }
        return request.dir().isEmpty() ? plain : request.dir() + "/" + plain;
    }

    private WorkQueue.Task nextOfTree() throws TransferException, InterruptedException {
        if (source == null) {
            source = tree();
        }
        return task(ahead.next());
    }

    private Lookahead.Source<DownloadItem> tree() throws TransferException, InterruptedException {
        SelectedFiles files = new SelectedFiles(operation, request.files()).open(SelectedFiles.Kind.NEWEST);
        TargetFolder folder = targetFolder();
        return () -> {
            RemoteFile row;
            while ((row = files.next()) != null) {
                try {
                    return treeItem(folder, row, files.relative(row.name()));
                } catch (IOException e) {
                    operation.fileRefused(row.name(), LocalErrors.describe("download '" + row.name() + "'", e));
                }
            }
            return null;
        };
    }

    /** Only what will be written is claimed: a name may be too long as long as it has its suffix. */
    private DownloadItem treeItem(TargetFolder folder, RemoteFile row, String relative) throws IOException {
        if (row.size() == 0 && row.name().endsWith("/")) {
            return item(row, folder, folder.folder(relative), () -> folder.claim(relative));
        }
        if (isDecrypted(relative) && !folder.isClaimed(plainName(relative))) {
            return item(row, folder, folder.claim(plainName(relative)), () -> folder.claim(relative));
        }
        if (isDecrypted(relative)) {
            operation.warn("'" + row.name() + "' keeps its name when it is decrypted, because another file here is '"
                    + plainName(relative) + "'");
        }
        Path target = folder.claim(relative);
        return item(row, folder, target, () -> target);
    }

    private DownloadItem item(RemoteFile row, TargetFolder folder, Path target, DownloadItem.StoredPlace stored)
            throws IOException {
        UnchangedFile unchanged = request.skipUnchanged() ? unchanged(row, target, row.name()) : null;
        return new DownloadItem(row.name(), row.fileId(), row.size(), target, stored, folder.pinned(), unchanged);
    }

    /** Null when B2 has none. */
    private RemoteFile row(String name) throws TransferException, InterruptedException {
        BucketListing listing = new BucketListing(operation.session(), operation.calls());
        return request.fileId() == null ? listing.newest(name) : listing.version(name, request.fileId());
    }

    private UnchangedFile unchanged(RemoteFile row, Path target, String name) {
        boolean named = isDecrypted(name)
                && !target.toString().endsWith(local.encryption().suffix());
        return new UnchangedFile(row, named, request.compare(), request.decrypt() ? local.encryption() : null);
    }

    private TargetFolder targetFolder() throws TransferException {
        try {
            Path folder = local.folder().resolve(request.dir());
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new TransferException(
                        Kind.USAGE, "Could not download to '" + folder + "': it is a file. Name a folder");
            }
            return new TargetFolder(folder, root(), decrypts());
        } catch (IOException e) {
            throw LocalErrors.describe("download to '" + request.dir() + "'", e);
        }
    }

    private boolean decrypts() {
        Encryption encryption = local.encryption();
        return request.decrypt() && encryption != null && !encryption.suffix().isEmpty();
    }

    private boolean isDecrypted(String relative) {
        return decrypts()
                && relative.endsWith(local.encryption().suffix())
                && !relative.endsWith("/" + local.encryption().suffix())
                && relative.length() > local.encryption().suffix().length();
    }

    private String plainName(String relative) {
        return relative.substring(
                0, relative.length() - local.encryption().suffix().length());
    }
}
