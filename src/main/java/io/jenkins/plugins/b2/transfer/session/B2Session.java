package io.jenkins.plugins.b2.transfer.session;

import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.BucketInfo;
import io.jenkins.plugins.b2.transfer.CallCount;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.ConnectionSettings;
import io.jenkins.plugins.b2.transfer.DeleteRequest;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.FileCopy;
import io.jenkins.plugins.b2.transfer.FilesFailedException;
import io.jenkins.plugins.b2.transfer.FilesRequest;
import io.jenkins.plugins.b2.transfer.LifecycleReport;
import io.jenkins.plugins.b2.transfer.LifecycleRequest;
import io.jenkins.plugins.b2.transfer.ListPosition;
import io.jenkins.plugins.b2.transfer.ListRequest;
import io.jenkins.plugins.b2.transfer.ListResult;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.RemoteFile;
import io.jenkins.plugins.b2.transfer.Secret;
import io.jenkins.plugins.b2.transfer.SessionStatistics;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UnhideRequest;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.VersionVisitor;
import io.jenkins.plugins.b2.transfer.deletion.DeleteOperation;
import io.jenkins.plugins.b2.transfer.deletion.SweepOperation;
import io.jenkins.plugins.b2.transfer.deletion.UnhideOperation;
import io.jenkins.plugins.b2.transfer.download.DownloadOperation;
import io.jenkins.plugins.b2.transfer.download.RangeDownload;
import io.jenkins.plugins.b2.transfer.info.ConnectionTestOperation;
import io.jenkins.plugins.b2.transfer.info.FileLookup;
import io.jenkins.plugins.b2.transfer.info.InfoOperation;
import io.jenkins.plugins.b2.transfer.lifecycle.LifecycleOperation;
import io.jenkins.plugins.b2.transfer.listing.ListOperation;
import io.jenkins.plugins.b2.transfer.listing.VersionWalk;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.KeyAuthorizer;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import io.jenkins.plugins.b2.transfer.upload.CopyTask;
import io.jenkins.plugins.b2.transfer.upload.UploadOperation;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * An open, authorized client for one bucket: the verbs, and information. Connections and upload URLs are kept
 * between verbs. Thread-safe: verbs may run at the same time, each with the configured number of connections at most.
 *
 * <p>Every verb can be interrupted; it then ends within a second, with no thread, socket or temporary file left.
 */
public final class B2Session implements AutoCloseable {
    private final SessionContext core;

    private B2Session(SessionContext core) {
        this.core = core;
    }

    /**
     * Opens a session. Nothing is sent before the first verb.
     *
     * @param authorizer asked when an authorization is needed, see {@link #keyAuthorizer}
     * @param throttle shared with every other session that is to stay below the same limit
     */
    public static B2Session open(ConnectionSettings settings, AccountAuthorizer authorizer, Throttle throttle) {
        return new B2Session(new SessionContext(settings, authorizer, throttle));
    }

    /** Authorizes with an application key that is at hand. */
    public static AccountAuthorizer keyAuthorizer(
            ConnectionSettings settings, String applicationKeyId, Secret applicationKey) {
        return new KeyAuthorizer(settings, applicationKeyId, applicationKey);
    }

    /** As {@link #upload(UploadRequest, LocalEnvironment, TransferListener)}, in the process's own folder. */
    public TransferSummary upload(UploadRequest request, TransferListener listener)
            throws TransferException, InterruptedException {
        return upload(request, LocalEnvironment.PLAIN, listener);
    }

    /**
     * Uploads a file or a tree.
     *
     * @throws FilesFailedException when some files failed; the others have gone through
     */
    public TransferSummary upload(UploadRequest request, LocalEnvironment local, TransferListener listener)
            throws TransferException, InterruptedException {
        return new UploadOperation(context(request, listener), request, local).run();
    }

    /**
     * Uploads a stream of unknown length. Memory is bounded, whatever its length: a quarter of the heap at most is used
     * for buffers. What was sent is thrown away when it fails.
     *
     * @param request one for a stream
     * @param content read once, from one thread at a time, and closed at the end
     */
    public TransferSummary upload(
            UploadRequest request, InputStream content, LocalEnvironment local, TransferListener listener)
            throws TransferException, InterruptedException {
        return new UploadOperation(context(request, listener), request, local).run(content);
    }

    /**
     * Has B2 copy files within the account; no bytes travel. Files of more than one part are copied by parts.
     *
     * @throws FilesFailedException when some files failed; the others have gone through
     */
    public TransferSummary copy(List<FileCopy> copies, TransferListener listener)
            throws TransferException, InterruptedException {
        OperationContext operation = new OperationContext(core, Verb.UPLOAD, false, listener);
        Iterator<FileCopy> rest = copies.iterator();
        operation.started(copies.size(), 0);
        return operation.run(() -> rest.hasNext() ? new CopyTask(operation, rest.next()) : null);
    }

    /** As {@link #download(DownloadRequest, LocalEnvironment, TransferListener)}, in the process's own folder. */
    public TransferSummary download(DownloadRequest request, TransferListener listener)
            throws TransferException, InterruptedException {
        return download(request, LocalEnvironment.PLAIN, listener);
    }

    /**
     * Downloads a file, a version or a tree.
     *
     * @throws FilesFailedException when some files failed; the others have gone through
     */
    public TransferSummary download(DownloadRequest request, LocalEnvironment local, TransferListener listener)
            throws TransferException, InterruptedException {
        return new DownloadOperation(context(request, listener), request, local).run();
    }

    /**
     * Downloads a file or a version to a stream, by one connection, since its bytes go out as they come.
     *
     * @param request made with {@link DownloadRequest.Builder#stream}
     * @param out left open. What it has got must not be used when this throws: only at the end is all of it checked
     * @throws FilesFailedException when the file failed
     */
    public TransferSummary download(
            DownloadRequest request, LocalEnvironment local, OutputStream out, TransferListener listener)
            throws TransferException, InterruptedException {
        return new DownloadOperation(context(request, listener), request, local, out).run();
    }

    /**
     * Lists files, one page in memory at a time.
     *
     * @param visitor takes the rows in B2's order; called on a thread of the session's, never twice at once
     * @return how many rows there were, and whether the limit cut the listing short
     */
    public ListResult list(ListRequest request, Consumer<RemoteFile> visitor, TransferListener listener)
            throws TransferException, InterruptedException {
        return new ListOperation(context(request, listener), request, visitor).run();
    }

    /**
     * Walks through every file version, hide marker and unfinished large file, two pages in memory at most.
     *
     * @param from where an earlier walk ended; null for the beginning
     * @param listener hears of retries
     */
    public void versions(String prefix, ListPosition from, VersionVisitor visitor, TransferListener listener)
            throws TransferException, InterruptedException {
        new VersionWalk(new OperationContext(core, Verb.LIST, false, listener), prefix, from, visitor).run();
    }

    /**
     * Deletes or hides files.
     *
     * @throws FilesFailedException when some files failed; the others have gone through
     */
    public TransferSummary delete(DeleteRequest request, TransferListener listener)
            throws TransferException, InterruptedException {
        return new DeleteOperation(context(request, listener), request).run();
    }

    /**
     * Cancels unfinished large files to which nothing has happened for some time: neither were they begun since, nor was a
     * part uploaded. Needs {@code listFiles} and {@code writeFiles}.
     *
     * @param prefix of their names; may be empty
     * @param idle how long
     * @param dryRun only tells what would be canceled
     * @param listener hears of each as of a file that is deleted
     * @throws FilesFailedException when some could not be canceled; the others have been
     */
    public TransferSummary sweepUnfinished(String prefix, Duration idle, boolean dryRun, TransferListener listener)
            throws TransferException, InterruptedException {
        return new SweepOperation(new OperationContext(core, Verb.DELETE, dryRun, listener), prefix, idle).run();
    }

    /** Does what changes files in B2 and moves no bytes: {@link #delete} and its kin. */
    public TransferSummary change(FilesRequest request, TransferListener listener)
            throws TransferException, InterruptedException {
        if (request instanceof DeleteRequest deletion) {
            return delete(deletion, listener);
        }
        if (request instanceof UnhideRequest unhiding) {
            return new UnhideOperation(context(request, listener), unhiding).run();
        }
        throw new IllegalArgumentException(request.verb() + " moves bytes");
    }

    /**
     * The id of the bucket.
     *
     * @param listener hears of retries
     */
    public String bucketId(TransferListener listener) throws TransferException, InterruptedException {
        return lookup(listener).bucketId();
    }

    /**
     * An upload URL for the bucket, for other sessions to use.
     *
     * @param listener hears of retries
     */
    public UploadUrl uploadUrl(TransferListener listener) throws TransferException, InterruptedException {
        return lookup(listener).uploadUrl();
    }

    /**
     * Gives the upload URL that was borrowed back to {@link AccountAuthorizer#returnUploadUrl}, if one was and it can be used
     * again. To be called when all verbs have ended well; later ones would still use it.
     */
    public void returnUploadUrl() {
        core.returnUploadUrl();
    }

    /** The newest version of a file; null when there is none or it is hidden. */
    public RemoteFile find(String name) throws TransferException, InterruptedException {
        return lookup().find(name);
    }

    /** What lies right below a prefix: files, and folders as rows whose names end with a slash. */
    public void folder(String prefix, Consumer<RemoteFile> visitor) throws TransferException, InterruptedException {
        lookup().folder(prefix, visitor);
    }

    /**
     * A token with which files below a prefix can be downloaded, and nothing else.
     *
     * @param validity from a second to a week
     */
    public Secret authorizeDownloads(String prefix, Duration validity) throws TransferException, InterruptedException {
        return lookup().authorizeDownloads(prefix, validity);
    }

    /**
     * Reads bytes of a file as it is stored, in order. A part can't be checked against the hash of the whole.
     *
     * @param from offset in the stored file
     * @param length bytes, at least 1
     */
    public void read(RemoteFile file, long from, long length, OutputStream out)
            throws TransferException, InterruptedException {
        OperationContext context = new OperationContext(core, Verb.DOWNLOAD, false, TransferListener.SILENT);
        context.run(() -> new RangeDownload(context, file, from, length, out).run());
    }

    private FileLookup lookup() {
        return lookup(TransferListener.SILENT);
    }

    private FileLookup lookup(TransferListener listener) {
        return new FileLookup(new OperationContext(core, Verb.LIST, false, listener));
    }

    private OperationContext context(FilesRequest request, TransferListener listener) {
        return new OperationContext(core, request.verb(), request.dryRun(), listener);
    }

    /**
     * Tests step by step whether this session can do its work. What fails is in the report, not thrown.
     *
     * @param prefix where a probe reads and writes; may be empty
     */
    public ConnectionReport testConnection(ConnectionReport.Probe probe, String prefix)
            throws TransferException, InterruptedException {
        return new ConnectionTestOperation(core, probe, prefix).run();
    }

    /**
     * Tells about account, key and bucket.
     *
     * @param withUsage whether to walk through all versions and add them up, which takes a call for each thousand
     * @param prefix which part of the bucket to add up; empty for all of it
     */
    public BucketInfo info(boolean withUsage, String prefix) throws TransferException, InterruptedException {
        return new InfoOperation(core, withUsage, prefix).run();
    }

    /**
     * Reads the bucket's lifecycle rules or sets them. Rules whose prefixes the session's and the key's own do not contain
     * are never changed. What B2 would refuse is refused before the call; a bucket whose settings somebody has changed since
     * they were read is not changed, and that is told.
     *
     * @param listener hears of retries
     */
    public LifecycleReport lifecycle(LifecycleRequest request, TransferListener listener)
            throws TransferException, InterruptedException {
        return new LifecycleOperation(new OperationContext(core, Verb.LIFECYCLE, request.dryRun(), listener), request)
                .run();
    }

    /** What the session has done and does now; cheap, at any time. */
    public SessionStatistics statistics() {
        return core.statistics();
    }

    /** How often the session has made each call of B2's API, those that it has made at all; cheap, at any time. */
    public List<CallCount> callCounts() {
        return core.transport().counter().counts();
    }

    /** Ends what still runs and closes all connections. */
    @Override
    public void close() {
        core.close();
    }
}
