package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import hudson.FilePath;
import hudson.Util;
import hudson.util.DirScanner;
import hudson.util.io.ArchiverFactory;
import io.jenkins.plugins.b2.agent.ConsoleListener;
import io.jenkins.plugins.b2.agent.NodeContext;
import io.jenkins.plugins.b2.agent.NodeOperation;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.connection.ConnectionSpec;
import io.jenkins.plugins.b2.task.B2Task;
import io.jenkins.plugins.b2.transfer.Encryption;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferSummary;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import java.io.IOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Packs files of the workspace, and uploads what comes of it while it comes: nothing is kept on the node's disk. */
final class StashTask extends B2Task<ArrayList<StoredEntry>> {
    private static final long serialVersionUID = 1L;
    private static final String LABEL = "stash";
    private static final String PACKED = ".tar.gz";

    private final String prefix;
    private final String name;
    private final String includes;
    private final String excludes;
    private final boolean defaultExcludes;
    private final boolean allowEmpty;

    /**
     * @param prefix of the build's stashes
     * @param includes Ant patterns; empty or null for all
     * @param excludes as above; null for none
     */
    StashTask(
            ConnectionSpec target,
            String prefix,
            String name,
            String includes,
            String excludes,
            boolean defaultExcludes,
            boolean allowEmpty) {
        super(target, false);
        this.prefix = prefix;
        this.name = name;
        this.includes = Util.fixEmpty(includes) == null ? "**" : includes;
        this.excludes = excludes;
        this.defaultExcludes = defaultExcludes;
        this.allowEmpty = allowEmpty;
    }

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    protected Verb verb() {
        return Verb.UPLOAD;
    }

    @Override
    public boolean needsWorkspace() {
        return true;
    }

    @Override
    protected NodeOperation.Work<ArrayList<StoredEntry>> work(Connection connection) throws AbortException {
        connection.checkPrefix(prefix);
        if (connection.encryption() != null) {
            connection.requirePassphrase();
        }
        return new OnNode(this, connection.displayName());
    }

    @Override
    protected Object result(ArrayList<StoredEntry> fromNode, List<FileResult> files) {
        return fromNode;
    }

    static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record OnNode(StashTask task, String displayName) implements NodeOperation.Work<ArrayList<StoredEntry>> {
        @Override
        public ArrayList<StoredEntry> run(B2Session session, NodeContext context) throws Exception {
            Encryption encryption = context.local().encryption();
            String stored = task.prefix + task.name + PACKED;
            context.console()
                    .say(context.label() + " -> " + displayName + ":" + stored + " ("
                            + (encryption == null ? "not encrypted" : encryption) + ")");
            Pipe pipe = new Pipe();
            Packing packing = new Packing(
                    task, new FilePath(context.local().folder().path().toFile()), pipe);
            UploadResults results = new UploadResults(context.console());
            TransferSummary summary;
            packing.start();
            try {
                UploadRequest request = UploadRequest.builder().stream()
                        .name(stored)
                        .contentType("application/gzip")
                        .build();
                summary = session.upload(request, pipe.source(), context.local(), results);
            } catch (TransferException e) {
                packing.throwFailure();
                throw e;
            } finally {
                pipe.source().close();
                packing.join();
            }
            context.console().summary(summary);
            context.console().say("stashed " + ConsoleListener.count(packing.count));
            String suffix = PACKED + (encryption == null ? "" : encryption.suffix());
            FileResult.Uploaded uploaded = results.of(task.prefix + task.name + suffix);
            return new ArrayList<>(List.of(new StoredEntry(
                    task.name,
                    uploaded.size(),
                    uploaded.storedSize(),
                    uploaded.uploadTimestamp(),
                    -1,
                    null,
                    packing.hash,
                    uploaded.fileId(),
                    suffix,
                    false)));
        }
    }

    /** Packs into a pipe. */
    private static final class Packing extends Thread {
        private final StashTask task;
        private final FilePath folder;
        private final Pipe pipe;
        private int count;
        private String hash;
        private volatile IOException failure;

        Packing(StashTask task, FilePath folder, Pipe pipe) {
            super("b2-stash " + task.name);
            setDaemon(true);
            this.task = task;
            this.folder = folder;
            this.pipe = pipe;
        }

        @Override
        public void run() {
            try {
                MessageDigest digest = sha1();
                count = folder.archive(
                        ArchiverFactory.TARGZ,
                        new DigestOutputStream(pipe.sink(), digest),
                        new DirScanner.Glob(task.includes, task.excludes, task.defaultExcludes));
                hash = HexFormat.of().formatHex(digest.digest());
                if (count == 0 && !task.allowEmpty) {
                    failure = new AbortException(Messages.StashTask_empty(task.name));
                }
            } catch (IOException e) {
                fail(e);
            } catch (InterruptedException | RuntimeException e) {
                fail(new IOException(Messages.StashTask_notPacked(task.name, e), e));
            }
            pipe.end(failure);
        }

        /** Unless it is the upload that has failed. */
        private void fail(IOException e) {
            if (!pipe.isAbandoned()) {
                failure = e;
            }
        }

        /** What made the upload fail, if it was this. */
        void throwFailure() throws IOException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
