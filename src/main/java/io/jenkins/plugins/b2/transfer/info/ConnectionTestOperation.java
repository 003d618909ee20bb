package io.jenkins.plugins.b2.transfer.info;

import com.backblaze.b2.client.exceptions.B2Exception;
import com.backblaze.b2.client.exceptions.B2NetworkBaseException;
import com.backblaze.b2.client.structures.B2BucketFileLockConfiguration;
import com.backblaze.b2.client.structures.B2DeleteFileVersionRequest;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.ConnectionReport;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Probe;
import io.jenkins.plugins.b2.transfer.ConnectionReport.Stage;
import io.jenkins.plugins.b2.transfer.DownloadRequest;
import io.jenkins.plugins.b2.transfer.FileResult;
import io.jenkins.plugins.b2.transfer.LocalEnvironment;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferException.Kind;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.UploadRequest;
import io.jenkins.plugins.b2.transfer.Verb;
import io.jenkins.plugins.b2.transfer.download.DownloadOperation;
import io.jenkins.plugins.b2.transfer.listing.BucketListing;
import io.jenkins.plugins.b2.transfer.operation.LocalErrors;
import io.jenkins.plugins.b2.transfer.operation.OperationContext;
import io.jenkins.plugins.b2.transfer.operation.SessionContext;
import io.jenkins.plugins.b2.transfer.protocol.CallKind;
import io.jenkins.plugins.b2.transfer.protocol.ErrorClassifier;
import io.jenkins.plugins.b2.transfer.upload.UploadOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds out, step by step, whether a session can do its work, and if not, what is in the way. */
public final class ConnectionTestOperation {
    private static final int PROBE_BYTES = 1000;
    private static final Duration TO_DELETE = Duration.ofSeconds(3);
    private static final List<String> PROBE_NEEDS = List.of("writeFiles", "readFiles", "deleteFiles");

    private final SessionContext core;
    private final OperationContext operation;
    private final Probe probe;
    private final String prefix;
    private final List<Stage> stages = new ArrayList<>();
    private AccountAuthorization authorization;
    private String bucketId;

    public ConnectionTestOperation(SessionContext core, Probe probe, String prefix) {
        this.core = core;
        this.operation = new OperationContext(core, Verb.TEST_CONNECTION, false, TransferListener.SILENT);
        this.probe = probe;
        this.prefix = prefix == null ? "" : prefix;
    }

    public ConnectionReport run() throws TransferException, InterruptedException {
        operation.run(this::test);
        return new ConnectionReport(stages, authorization, bucketId);
    }

    private void test() throws InterruptedException {
        boolean ok = stage("connect", this::reach)
                && stage("authorize", this::authorize)
                && stage("capabilities", this::capabilities)
                && stage("bucket", this::bucket)
                && stage("prefix", this::prefix);
        if (ok && probe != Probe.NONE) {
            ok = stage("list", this::list);
        }
        if (ok && probe == Probe.WRITE) {
            stage("write, read, delete", this::writeReadDelete);
        }
    }

    /** A step that says what it found. */
    @FunctionalInterface
    private interface Check {
        String run() throws TransferException, InterruptedException, IOException;
    }

    private boolean stage(String name, Check check) throws InterruptedException {
        long start = System.nanoTime();
        String message;
        Kind failure = null;
        try {
            message = check.run();
        } catch (TransferException e) {
            message = e.getMessage();
            failure = e.kind();
        } catch (IOException e) {
            message = LocalErrors.describe("test the connection", e).getMessage();
            failure = Kind.LOCAL;
        }
        stages.add(new Stage(name, failure == null, (System.nanoTime() - start) / 1_000_000, message, failure));
        return failure == null;
    }

    /** Any answer will do: this is about the network. */
    private String reach() throws TransferException {
        String realm = core.settings().realm().toString();
        try {
            core.transport().client(operation.cancellation()).head(realm, null);
        } catch (B2NetworkBaseException e) {
            throw ErrorClassifier.describe("reach " + realm, e, CallKind.CALL, 1);
        } catch (B2Exception e) {
            if (ErrorClassifier.isOfProxy(e)) {
                throw ErrorClassifier.describe("reach " + realm, e, CallKind.CALL, 1);
            }
        }
        return realm + " answers";
    }

    private String authorize() throws TransferException, InterruptedException {
        authorization = operation.calls().authorization();
        return "account " + authorization.accountId()
                + (authorization.region() == null ? "" : " in the region " + authorization.region())
                + (authorization.keyExpires() == null
                        ? ""
                        : ", the key expires " + Instant.ofEpochMilli(authorization.keyExpires()));
    }

    private String capabilities() throws TransferException {
        List<String> possible = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        boolean files = false;
        for (Verb verb : Verb.values()) {
            List<String> missing = authorization.missingFor(verb);
            if (!missing.isEmpty()) {
                lacking.add(verb.words() + " (lacks " + String.join(", ", missing) + ")");
            } else if (!verb.capabilities().isEmpty()) {
                possible.add(verb.words());
                files |= verb != Verb.LIFECYCLE;
            }
        }
        if (!files) {
            throw new TransferException(
                    Kind.PERMISSION,
                    "The application key can do nothing with files: " + String.join(", ", lacking)
                            + ". Make a key with these capabilities");
        }
        return "the key may " + String.join(", ", possible)
                + (lacking.isEmpty() ? "" : ", but not " + String.join(", ", lacking));
    }

    private String bucket() throws TransferException, InterruptedException {
        bucketId = core.bucketId(operation.calls());
        return "'" + core.settings().bucket() + "' is there";
    }

    private String prefix() throws TransferException, InterruptedException {
        core.checkPrefix(operation.calls(), prefix);
        return authorization.namePrefix() == null
                ? "the key reaches every name"
                : "the key reaches names that begin with '" + authorization.namePrefix() + "'";
    }

    private String list() throws TransferException, InterruptedException {
        boolean empty =
                new BucketListing(core, operation.calls()).names(prefix, 1).next() == null;
        return empty ? "the listing works, there is no file yet" : "the listing works";
    }

    /** Asked of the key beforehand: what can't be deleted afterwards must not be written. */
    private void checkProbe() throws TransferException, InterruptedException {
        String retention = core.objectLock(operation.calls())
                .map(B2BucketFileLockConfiguration::getDefaultRetentionMode)
                .orElse(null);
        if (retention != null) {
            throw new TransferException(
                    Kind.USAGE,
                    "Nothing was written: the bucket keeps new files by default (Object Lock, " + retention
                            + " mode), so what this test writes could not be deleted. Test without writing");
        }
        List<String> missing =
                PROBE_NEEDS.stream().filter(name -> !authorization.allows(name)).toList();
        if (!missing.isEmpty()) {
            throw new TransferException(
                    Kind.PERMISSION,
                    "Nothing was written: the application key lacks " + String.join(", ", missing)
                            + ", and this test writes a file, reads it back and deletes it. Test without writing, or"
                            + " with a key that has them");
        }
    }

    private String writeReadDelete() throws TransferException, InterruptedException, IOException {
        checkProbe();
        byte[] bytes = new byte[PROBE_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        String name = prefix + "b2-connection-test-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        Path folder = Files.createTempDirectory("b2-connection-test");
        Path sent = folder.resolve("sent");
        Path received = folder.resolve("received");
        try {
            Files.write(sent, bytes);
            String fileId = upload(sent, name);
            try {
                download(name, received);
            } finally {
                delete(name, fileId);
            }
            if (!Arrays.equals(bytes, Files.readAllBytes(received))) {
                throw new TransferException(Kind.INTEGRITY, "What was read back is not what was written");
            }
        } finally {
            Files.deleteIfExists(sent);
            Files.deleteIfExists(received);
            Files.delete(folder);
        }
        return "a file was written, read back and deleted";
    }

    private String upload(Path file, String name) throws TransferException, InterruptedException {
        String[] id = new String[1];
        TransferListener listener = new TransferListener() {
            @Override
            public void fileDone(FileResult result) {
                id[0] = result.fileId();
            }
        };
        OperationContext context = new OperationContext(core, Verb.UPLOAD, false, listener);
        new UploadOperation(context, UploadRequest.file(file, name).build(), LocalEnvironment.PLAIN).run();
        return id[0];
    }

    private void download(String name, Path file) throws TransferException, InterruptedException {
        OperationContext context = new OperationContext(core, Verb.DOWNLOAD, false, TransferListener.SILENT);
        new DownloadOperation(context, DownloadRequest.name(name, file).build(), LocalEnvironment.PLAIN).run();
    }

    /** The probe must not stay, also when the test is broken off. */
    private void delete(String name, String fileId) throws TransferException {
        operation
                .calls()
                .uncancelled(
                        TO_DELETE,
                        calls -> calls.call(
                                "delete '" + name + "'",
                                (webifier, account) -> webifier.deleteFileVersion(
                                        account,
                                        B2DeleteFileVersionRequest.builder(name, fileId)
                                                .build())));
    }
}
