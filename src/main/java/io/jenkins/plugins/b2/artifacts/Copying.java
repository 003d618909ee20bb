package io.jenkins.plugins.b2.artifacts;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.b2.agent.ConsoleListener;
import io.jenkins.plugins.b2.connection.Connection;
import io.jenkins.plugins.b2.transfer.FileCopy;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.session.B2Session;
import io.jenkins.plugins.b2.transfer.throttle.Throttle;
import java.util.ArrayList;
import java.util.List;

/** Has B2 copy what one build has to the place of another one; no bytes pass through Jenkins. */
record Copying(Run<?, ?> from, Run<?, ?> to, TaskListener listener) {
    List<StoredEntry> copy(Manifest manifest, StoredPlace target) throws AbortException, InterruptedException {
        StoredPlace source = manifest.place();
        Connection connection = target.connect(to);
        if (!source.bucket().equals(target.bucket())) {
            throw new AbortException(Messages.Copying_otherBucket(from, source.bucket(), to, target.bucket()));
        }
        List<FileCopy> copies = new ArrayList<>();
        for (StoredEntry entry : manifest.entries().values()) {
            copies.add(new FileCopy(entry.fileId(), entry.storedSize(), entry.nameBelow(target)));
        }
        UploadResults results = new UploadResults(TransferListener.SILENT);
        try (B2Session session = B2Session.open(connection.settings(), connection.authorizer(), Throttle.NONE)) {
            session.copy(copies, results);
        } catch (TransferException e) {
            throw new AbortException(Messages.Copying_failed(from, e.getMessage()));
        }
        listener.getLogger()
                .println("[b2] " + Messages.Copying_done(ConsoleListener.count(copies.size()), from, target.prefix()));
        List<StoredEntry> copied = new ArrayList<>();
        for (StoredEntry entry : manifest.entries().values()) {
            copied.add(entry.copiedAs(results.of(entry.nameBelow(target)).fileId()));
        }
        return copied;
    }
}
