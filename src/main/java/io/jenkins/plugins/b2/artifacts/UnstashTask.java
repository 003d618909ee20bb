package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.io.input.CloseShieldInputStream;

/**
 * Downloads a stash, and unpacks it into the workspace while it comes. It counts once all of it has been verified: by its
 * encryption, or by the hash that was taken when it was packed.
 */
final class UnstashTask extends B2Task<Long> {
    private static final long serialVersionUID = 1L;
    private static final String LABEL = "unstash";

    private final StoredEntry stash;
    private final String stored;
    private final String prefix;

    UnstashTask(ConnectionSpec target, StoredPlace place, StoredEntry stash) {
        super(target, false);
        this.stash = stash;
        this.prefix = place.prefix();
        this.stored = stash.nameBelow(place);
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    protected Verb verb() {
        return Verb.DOWNLOAD;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    protected NodeOperation.Work<Long> work(Connection connection) throws AbortException {
        connection.checkPrefix(prefix);
        return new OnNode(stash, stored, connection.displayName());
    }

    @Override
    protected Object result(Long fromNode, List<FileResult> files) {
        return fromNode;
    }

    private record OnNode(StoredEntry stash, String stored, String displayName) implements NodeOperation.Work<Long> {
        @Override
        public Long run(B2Session session, NodeContext context) throws Exception {
            context.console().say(context.label() + " <- " + displayName + ":" + stored);
            Pipe pipe = new Pipe();
            Unpacking unpacking = new Unpacking(
                    stash, new FilePath(context.local().folder().path().toFile()), pipe);
            DownloadRequest request = DownloadRequest.builder().name(stored).fileId(stash.fileId()).stream()
                    .acceptRenamed(stash.copied())
                    .build();
            IOException brokenOff = new IOException(Messages.UnstashTask_brokenOff(stash.path()));
            TransferSummary summary;
            unpacking.start();
            try {
                summary = session.download(request, context.local(), pipe.sink(), context.console());
                brokenOff = null;
            } catch (TransferException e) {
                if (pipe.isAbandoned()) {
                    unpacking.join();
                    unpacking.throwFailure();
                }
                throw e;
            } finally {
                pipe.end(brokenOff);
                unpacking.join();
            }
            unpacking.throwFailure();
            context.console().summary(summary);
            return summary.bytes();
        }
    }

    /** Unpacks what comes out of a pipe. */
    private static final class Unpacking extends Thread {
        private final StoredEntry stash;
        private final FilePath folder;
        private final Pipe pipe;
        private volatile IOException failure;

        Unpacking(StoredEntry stash, FilePath folder, Pipe pipe) {
            super("b2-unstash " + stash.path());
            setDaemon(true);
            this.stash = stash;
            this.folder = folder;
            this.pipe = pipe;
        }

        @Override
        public void run() {
            MessageDigest digest = StashTask.sha1();
            try (InputStream in = new DigestInputStream(pipe.source(), digest)) {
                folder.untarFrom(CloseShieldInputStream.wrap(in), FilePath.TarCompression.GZIP);
                // Behind the end of what is packed there may be padding.
                in.transferTo(OutputStream.nullOutputStream());
                String hash = HexFormat.of().formatHex(digest.digest());
                if (!hash.equals(stash.sha1())) {
                    throw new AbortException(Messages.UnstashTask_damaged(stash.path(), stash.sha1(), hash));
                }
            } catch (IOException e) {
                failure = e;
            } catch (InterruptedException | RuntimeException e) {
                failure = new IOException(Messages.UnstashTask_notUnpacked(stash.path(), e), e);
            }
        }

        void throwFailure() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
