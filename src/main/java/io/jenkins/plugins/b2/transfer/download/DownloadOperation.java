package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.SafeNames;
import io.jenkins.plugins.b2.transfer.files.TargetFolder;
import io.jenkins.plugins.b2.transfer.listing.SelectedFiles;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.Lookahead;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
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
    private final Lookahead<DownloadItem> ahead;
    private Lookahead.Source<DownloadItem> source;
    private DownloadItem single;

    public DownloadOperation(OperationContext operation, DownloadRequest request, LocalEnvironment local) {
        this.operation = operation;
        this.request = request;
        this.local = local;
        this.ahead = new Lookahead<>(
                operation, () -> source.next(), WINDOW, DownloadItem::size, DownloadOperation::largestFirst);
    }

    private static List<DownloadItem> largestFirst(List<DownloadItem> items) {
        List<DownloadItem> sorted = new ArrayList<>(items);
        sorted.sort(Lookahead.<DownloadItem>largestFirst(DownloadItem::size));
        return sorted;
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        return operation.run(request.isTree() ? this::nextOfTree : this::nextOfOne);
    }

    private WorkQueue.Task task(DownloadItem item) {
        return item == null ? null : new FileDownload(operation, request, local.encryption(), item);
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
        String name = request.name() != null ? request.name() : request.fileId();
        try {
            Path target = local.folder().resolve(request.file() != null ? request.file() : ownPath());
            if (Files.isDirectory(target)) {
                throw new TransferException(
                        Kind.USAGE, "Could not download to '" + target + "': it is a folder. Name the file to write");
            }
            return new DownloadItem(name, request.fileId(), -1, target, target);
        } catch (IOException e) {
            throw LocalErrors.describe("download '" + name + "'", e);
        }
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
        TargetFolder folder = new TargetFolder(targetFolder());
        return () -> {
            RemoteFile row;
            while ((row = files.next()) != null) {
                String relative = files.relative(row.name());
                try {
                    Path raw = folder.claim(relative, row.name());
                    Path target = isDecrypted(relative) ? folder.claim(plainName(relative), row.name()) : raw;
                    return new DownloadItem(row.name(), row.fileId(), row.size(), target, raw);
                } catch (IOException e) {
                    operation.fileRefused(row.name(), LocalErrors.describe("download '" + row.name() + "'", e));
                }
            }
            return null;
        };
    }

    private Path targetFolder() throws TransferException {
        try {
            return local.folder().resolve(request.dir());
        } catch (IOException e) {
            throw LocalErrors.describe("download to '" + request.dir() + "'", e);
        }
    }

    private boolean isDecrypted(String relative) {
        Encryption encryption = local.encryption();
        return request.decrypt()
                && encryption != null
                && !encryption.suffix().isEmpty()
                && relative.endsWith(encryption.suffix())
                && !relative.endsWith("/" + encryption.suffix())
                && relative.length() > encryption.suffix().length();
    }

    private String plainName(String relative) {
        return relative.substring(
                0, relative.length() - local.encryption().suffix().length());
    }
}
