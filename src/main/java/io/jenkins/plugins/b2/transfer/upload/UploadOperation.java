package io.jenkins.plugins.b2.transfer.upload;

import io.jenkins.plugins.b2.transfer.InvalidRequestException;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.LocalFolder;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.concurrent.WorkQueue;
import io.jenkins.plugins.b2.transfer.encryption.content.EncryptedContent;
import io.jenkins.plugins.b2.transfer.files.FileTree;
import io.jenkins.plugins.b2.transfer.files.Globs;
import io.jenkins.plugins.b2.transfer.files.PinnedFolder;
import io.jenkins.plugins.b2.transfer.files.SourceFile;
import io.jenkins.plugins.b2.transfer.files.Utf8Order;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.FileNames;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.Lookahead;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Uploads a file or a tree. */
public final class UploadOperation {
    private static final int WINDOW = 10_000;

    private final OperationContext operation;
    private final UploadRequest request;
    private final LocalFolder folder;
    /** Pinned before anything is looked for; null when files may be anywhere. */
    private PinnedFolder bound;

    private final UploadOptions options;
    private final Lookahead<UploadItem> ahead;
    private UploadRun run;
    private String beginning;
    private Lookahead.Source<UploadItem> source;
    private boolean toldOfOddity;

    public UploadOperation(OperationContext operation, UploadRequest request, LocalEnvironment local)
            throws TransferException {
        this.operation = operation;
        this.request = request;
        this.folder = local.folder();
        this.options = UploadOptions.of(request, local);
        this.ahead = new Lookahead<>(operation, () -> source.next(), WINDOW, UploadItem::expectedSize, this::refine);
    }

    public TransferSummary run() throws TransferException, InterruptedException {
        if (request.isStream()) {
            throw new IllegalArgumentException("The content of a stream has to be handed over");
        }
        return operation.run(this::next, options.encryption() == null ? 0 : EncryptedContent.BYTES_PER_THREAD);
    }

    /** Uploads what the stream brings, and closes it. */
    public TransferSummary run(InputStream content) throws TransferException, InterruptedException {
        if (options.compares()) {
            throw new InvalidRequestException(
                    "A stream can't be compared before it is read: leave {skipUnchanged} away");
        }
        boolean[] given = new boolean[1];
        return operation.run(() -> {
            if (given[0]) {
                return null;
            }
            given[0] = true;
            operation.session().checkPrefix(operation.calls(), request.name());
            operation.session().bucketId(operation.calls());
            operation.started(1, -1);
            return new StreamUpload(operation, options, sizes(), stored(request.name()), content);
        });
    }

    private WorkQueue.Task next() throws TransferException, InterruptedException {
        if (source == null) {
            source = prepare();
        }
        UploadItem item = ahead.next();
        return item == null ? null : new FileUpload(operation, run, item);
    }

    private Lookahead.Source<UploadItem> prepare() throws TransferException, InterruptedException {
        operation.session().checkPrefix(operation.calls(), request.name() != null ? request.name() : request.prefix());
        // Once, before a file is begun: what is wrong with key or bucket is wrong for every file.
        Lookahead.Source<UploadItem> items = request.isTree() ? tree() : request.paths() != null ? listed() : single();
        operation.session().bucketId(operation.calls());
        run = new UploadRun(options, sizes(), new UnfinishedUploads(operation.session(), beginning));
        return items;
    }

    private PartSizes sizes() throws TransferException, InterruptedException {
        return PartSizes.of(operation.session().settings(), operation.calls().authorization());
    }

    private Lookahead.Source<UploadItem> single() throws TransferException {
        UploadItem[] item = {find(request.file(), request.name())};
        beginning = item[0].name();
        return () -> {
            UploadItem only = item[0];
            item[0] = null;
            return only;
        };
    }

    private Lookahead.Source<UploadItem> listed() {
        beginning = request.prefix();
        Iterator<Map.Entry<String, String>> files = request.paths().entrySet().iterator();
        return () -> {
            while (files.hasNext()) {
                operation.cancellation().check();
                Map.Entry<String, String> file = files.next();
                String name = request.prefix() + file.getKey();
                try {
                    return find(file.getValue(), name);
                } catch (TransferException e) {
                    operation.fileRefused(name, e);
                }
            }
            return null;
        };
    }

    /**
     * @param name null for the file's own one behind the prefix
     */
    private UploadItem find(String file, String name) throws TransferException {
        try {
            if (bound == null && folder.isBounded()) {
                bound = PinnedFolder.of(folder.root());
            }
            Path path = folder.resolve(file);
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            if (!found.isRegularFile()) {
                throw new TransferException(Kind.USAGE, "Could not upload '" + path + "': it is not a regular file");
            }
            return item(path, name != null ? name : request.prefix() + ownName(path), found.size());
        } catch (NoSuchFileException e) {
            throw new TransferException(Kind.NOT_FOUND, "Could not upload '" + e.getFile() + "': it does not exist", e);
        } catch (IOException e) {
            throw LocalErrors.describe("upload '" + file + "'", e);
        }
    }

    private static String ownName(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName());
    }

    private UploadItem item(Path path, String name, long size) {
        noteOddity(name);
        return new UploadItem(() -> open(path), stored(name), size, null, false);
    }

    /** The name in B2, with the suffix of encrypted files. */
    private String stored(String name) {
        return options.encryption() == null ? name : name + options.encryption().suffix();
    }

    /** Where the path leads is looked at again, since a link may have taken the file's place. */
    private SourceFile open(Path path) throws IOException {
        return SourceFile.open(path, bound);
    }

    private void noteOddity(String name) {
        String oddity = FileNames.oddity(name);
        if (oddity != null && !toldOfOddity) {
            toldOfOddity = true;
            operation.warn("'" + name + "' has " + oddity
                    + ". B2 takes such names, but other programs may not find or restore these files");
        }
    }

    private Lookahead.Source<UploadItem> tree() throws TransferException {
        Path root = root();
        beginning = request.prefix();
        List<String> excludes = new ArrayList<>(request.files().excludes());
        if (request.defaultExcludes()) {
            excludes.addAll(Globs.defaultExcludes());
        }
        FileTree tree = new FileTree(
                root, new Globs(request.files().includes(), excludes), request.followLinks(), folder::checkInside);
        if (!request.prefix().isEmpty() && !request.prefix().endsWith("/")) {
            operation.warn("The prefix '" + request.prefix() + "' does not end with a slash, so a file 'x' becomes '"
                    + request.prefix() + "x'. End it with a slash if a folder is meant");
        }
        long[] found = new long[1];
        return () -> {
            FileTree.Entry entry;
            while ((entry = tree.next()) != null) {
                operation.cancellation().check();
                found[0]++;
                String name = request.prefix() + entry.path();
                if (entry instanceof FileTree.Found file) {
                    UploadItem item = item(root, name, file);
                    if (item != null) {
                        return item;
                    }
                } else if (entry instanceof FileTree.Problem problem) {
                    operation.fileRefused(name, LocalErrors.describe("read '" + entry.path() + "'", problem.cause()));
                }
            }
            tellOfOmitted(tree);
            if (found[0] == 0 && !request.files().allowEmpty()) {
                throw new TransferException(
                        Kind.EMPTY_MATCH,
                        "No file in '" + root + "' matches " + request.files().describePatterns()
                                + ". Correct the pattern, or allow an empty match (allowEmpty,"
                                + " --allow-empty)");
            }
            return null;
        };
    }

    private Path root() throws TransferException {
        try {
            bound = folder.isBounded() ? PinnedFolder.of(folder.root()) : null;
            Path root = folder.resolve(request.dir());
            if (!Files.readAttributes(root, BasicFileAttributes.class).isDirectory()) {
                throw new NotDirectoryException(root.toString());
            }
            return root;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new TransferException(
                    Kind.NOT_FOUND, "Could not upload the folder '" + e.getFile() + "': there is no such folder", e);
        } catch (IOException e) {
            throw LocalErrors.describe("upload the folder '" + request.dir() + "'", e);
        }
    }

    /** Null when the name can't be a path in this locale, which is then the file's failure. */
    private UploadItem item(Path root, String name, FileTree.Found file) {
        try {
            return item(root.resolve(file.path()), name, file.size());
        } catch (InvalidPathException e) {
            operation.fileRefused(name, FileNames.unreadable(name));
            return null;
        }
    }

    private void tellOfOmitted(FileTree tree) {
        for (String exclude : tree.excludesNamingFolders()) {
            operation.warn("'" + exclude + "' names a folder: all in it was left out. '" + exclude + "/' would say so");
        }
        tellOfOmitted(tree.deadLinks(), "a link that leads nowhere", "links that lead nowhere");
        tellOfOmitted(tree.loops(), "a link back to a folder above it", "links back to a folder above them");
        tellOfOmitted(tree.links(), "a link", "links");
        tellOfOmitted(tree.specials(), "a pipe, socket or device", "pipes, sockets or devices");
    }

    private void tellOfOmitted(FileTree.Omitted omitted, String one, String many) {
        if (omitted.count() > 0) {
            operation.warn(
                    "Left out " + (omitted.count() == 1 ? one : omitted.count() + " " + many) + ": " + omitted.names());
        }
    }

    private List<UploadItem> refine(List<UploadItem> items) throws TransferException, InterruptedException {
        List<UploadItem> refined = new ArrayList<>(options.compares() ? compared(items) : items);
        refined.sort(Lookahead.<UploadItem>largestFirst(UploadItem::expectedSize));
        refined.replaceAll(new WholeFiles(
                refined,
                run.sizes(),
                operation.session().settings().connections().most())::mark);
        return refined;
    }

    private List<UploadItem> compared(List<UploadItem> items) throws TransferException, InterruptedException {
        BucketListing listing = new BucketListing(operation.session(), operation.calls());
        Map<String, RemoteFile> existing = new HashMap<>();
        List<String> names =
                items.stream().map(UploadItem::name).sorted(Utf8Order.INSTANCE).toList();
        String prefix = names.size() == 1 ? names.get(0) : request.prefix();
        listing.lookUp(prefix, names, row -> existing.put(row.name(), row));
        return items.stream()
                .map(item -> item.existing(existing.get(item.name())))
                .toList();
    }
}
