package io.jenkins.plugins.b2.transfer.download;

import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.files.TargetFolder;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.PatternText;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** Downloads a file, a version of it, or a tree. */
public final class DownloadOperation {
    private final OperationContext operation;
    private final DownloadRequest request;
    private Iterator<DownloadItem> files;

    public DownloadOperation(SessionContext core, DownloadRequest request, TransferListener listener) {
        this.operation = new OperationContext(core, "download", listener);
        this.request = request;
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        operation.run(operation.core().settings().connections(), this::next);
        return operation.result();
    }

    private WorkQueue.Task next() throws TransferException, InterruptedException {
        if (files == null) {
            files = prepare().iterator();
        }
        return files.hasNext() ? new FileDownload(operation, request, files.next()) : null;
    }

    private List<DownloadItem> prepare() throws TransferException, InterruptedException {
        if (request.prefix() != null) {
            return tree();
        }
        Path target = request.target();
        if (Files.isDirectory(target)) {
            throw new TransferException(
                    Kind.USAGE, "Could not download to '" + target + "': it is a folder. Name the file to write");
        }
        if (request.name() != null) {
            operation.core().checkPrefix(operation.calls(), request.name());
        }
        operation.started(1, -1);
        String name = request.name() != null ? request.name() : request.fileId();
        return List.of(new DownloadItem(name, request.fileId(), -1, target, target));
    }

    /** Largest first, so that no large file is left for the end when all other connections idle. */
    private List<DownloadItem> tree() throws TransferException, InterruptedException {
        operation.core().checkPrefix(operation.calls(), request.prefix());
        List<DownloadItem> wanted = new ArrayList<>();
        long refused = collect(wanted);
        if (wanted.isEmpty() && refused == 0 && !request.allowEmpty()) {
            throw new TransferException(
                    Kind.EMPTY_MATCH,
                    "No file below '" + request.prefix() + "' in the bucket '"
                            + operation.core().settings().bucket() + "' matches "
                            + PatternText.describe(request.includes(), request.excludes())
                            + ". Correct the prefix or the pattern, or allow an empty match");
        }
        wanted.sort(Comparator.comparingLong(DownloadItem::size).reversed());
        operation.started(
                wanted.size() + refused,
                wanted.stream().mapToLong(DownloadItem::size).sum());
        return wanted;
    }

    /** @return how many files were refused because of their names */
    private long collect(List<DownloadItem> wanted) throws TransferException, InterruptedException {
        Globs globs = new Globs(request.includes(), request.excludes());
        TargetFolder folder = new TargetFolder(request.target());
        int base = PatternText.folderOf(request.prefix()).length();
        long[] refused = new long[1];
        new BucketListing(operation.core(), operation.calls()).names(request.prefix(), row -> {
            String relative = row.name().substring(base);
            if (globs.matches(relative)) {
                try {
                    Path raw = folder.claim(relative, row.name());
                    Path target = isDecrypted(relative) ? folder.claim(plainName(relative), row.name()) : raw;
                    wanted.add(new DownloadItem(row.name(), row.fileId(), row.size(), target, raw));
                } catch (IOException e) {
                    refused[0]++;
                    operation.fileFailed(row.name(), LocalErrors.describe("download '" + row.name() + "'", e));
                }
            }
            return true;
        });
        return refused[0];
    }

    private boolean isDecrypted(String relative) {
        Encryption encryption = request.encryption();
        return request.decrypt()
                && encryption != null
                && !encryption.suffix().isEmpty()
                && relative.endsWith(encryption.suffix())
                && !relative.endsWith("/" + encryption.suffix())
                && relative.length() > encryption.suffix().length();
    }

    private String plainName(String relative) {
        return relative.substring(
                0, relative.length() - request.encryption().suffix().length());
    }
}
