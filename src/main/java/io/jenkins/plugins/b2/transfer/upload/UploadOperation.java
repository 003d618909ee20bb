package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.files.FileTree;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.PatternText;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Uploads a file or a tree. */
public final class UploadOperation {
    /** Up to so many files are looked up one by one; for more, one walk through the listing is cheaper. */
    private static final int FEW = 20;

    private static final int NAMED_LINKS = 10;

    private final OperationContext operation;
    private final UploadRequest request;
    private Iterator<FileTree.Found> files;
    private Map<String, RemoteFile> existing = Map.of();

    public UploadOperation(SessionContext core, UploadRequest request, TransferListener listener) {
        this.operation = new OperationContext(core, "upload", listener);
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
        while (files.hasNext()) {
            FileTree.Found found = files.next();
            String name = nameOf(found);
            try {
                return new FileUpload(operation, request, pathOf(found), name, found.size(), existing.get(name));
            } catch (InvalidPathException e) {
                operation.fileFailed(name, FileNames.unreadable(name));
            }
        }
        return null;
    }

    private Path pathOf(FileTree.Found found) {
        return request.name() != null ? request.source() : request.source().resolve(found.path());
    }

    private List<FileTree.Found> prepare() throws TransferException, InterruptedException {
        List<FileTree.Found> found = request.name() != null ? List.of(single()) : tree();
        long bytes = found.stream().mapToLong(FileTree.Found::size).sum();
        operation.core().checkPrefix(operation.calls(), request.name() != null ? request.name() : request.prefix());
        // Once, before a file is begun: what is wrong with key or bucket is wrong for every file.
        operation.core().bucketId(operation.calls());
        if (request.skipUnchanged() || request.doneSince() != null) {
            existing = lookUp(found);
        }
        operation.started(found.size(), bytes);
        return found;
    }

    private FileTree.Found single() throws TransferException {
        try {
            if (!Files.isRegularFile(request.source())) {
                throw new TransferException(
                        Files.exists(request.source()) ? Kind.USAGE : Kind.NOT_FOUND,
                        "Could not upload '" + request.source() + "': "
                                + (Files.exists(request.source()) ? "it is not a regular file" : "it does not exist"));
            }
            return new FileTree.Found(request.name(), Files.size(request.source()));
        } catch (IOException e) {
            throw LocalErrors.describe("upload '" + request.source() + "'", e);
        }
    }

    /** Largest first, so that no large file is left for the end when all other connections idle. */
    private List<FileTree.Found> tree() throws TransferException {
        Path folder = request.source();
        if (!Files.isDirectory(folder)) {
            throw new TransferException(
                    Kind.NOT_FOUND, "Could not upload the folder '" + folder + "': there is no such folder");
        }
        List<String> excludes = new ArrayList<>(request.excludes());
        if (request.defaultExcludes()) {
            excludes.addAll(Globs.defaultExcludes());
        }
        List<FileTree.Found> found;
        List<String> deadLinks = new ArrayList<>();
        try {
            found = FileTree.find(
                    folder,
                    new Globs(request.includes(), excludes),
                    deadLinks::add,
                    () -> operation.cancellation().check());
        } catch (IOException e) {
            throw LocalErrors.describe("read the folder '" + folder + "'", e);
        }
        if (!deadLinks.isEmpty()) {
            operation.warn("Left out "
                    + (deadLinks.size() == 1 ? "a link that leads" : deadLinks.size() + " links that lead")
                    + " nowhere: " + String.join(", ", deadLinks.subList(0, Math.min(deadLinks.size(), NAMED_LINKS)))
                    + (deadLinks.size() > NAMED_LINKS ? ", ..." : ""));
        }
        if (found.isEmpty() && !request.allowEmpty()) {
            throw new TransferException(
                    Kind.EMPTY_MATCH,
                    "No file in '" + folder + "' matches "
                            + PatternText.describe(request.includes(), request.excludes())
                            + ". Correct the pattern, or allow an empty match");
        }
        found.sort(Comparator.comparingLong(FileTree.Found::size).reversed().thenComparing(FileTree.Found::path));
        return found;
    }

    private String nameOf(FileTree.Found found) {
        String name = request.name() != null ? request.name() : request.prefix() + found.path();
        return request.encryption() == null ? name : name + request.encryption().suffix();
    }

    private Map<String, RemoteFile> lookUp(List<FileTree.Found> found) throws TransferException, InterruptedException {
        Map<String, RemoteFile> wanted = new HashMap<>();
        found.forEach(file -> wanted.put(nameOf(file), null));
        BucketListing listing = new BucketListing(operation.core(), operation.calls());
        if (wanted.size() <= FEW) {
            for (Map.Entry<String, RemoteFile> entry : wanted.entrySet()) {
                entry.setValue(listing.newest(entry.getKey()));
            }
        } else {
            listing.names(request.prefix(), row -> {
                operation.cancellation().check();
                wanted.replace(row.name(), row);
                return true;
            });
        }
        return wanted;
    }
}
