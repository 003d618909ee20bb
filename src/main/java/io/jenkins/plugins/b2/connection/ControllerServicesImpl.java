package io.jenkins.plugins.b2.connection;

import hudson.model.TaskListener;
import hudson.remoting.Channel;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.progress.ActiveTransfer;
import io.jenkins.plugins.b2.report.StepRecorder;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.AccountAuthorizer;
import io.jenkins.plugins.b2.transfer.CallObserver;
import io.jenkins.plugins.b2.transfer.Connections;
import io.jenkins.plugins.b2.transfer.PrintableText;
import io.jenkins.plugins.b2.transfer.RetryEvent;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.TransferListener;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.encryption.DerivationBudget;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The controller's side. Across a channel goes a handle on this very object, never the object; the handle ends with the
 * call that carried it, and what is asked for after the end of the operation is refused.
 */
public final class ControllerServicesImpl implements ControllerServices, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(ControllerServicesImpl.class.getName());
    /** So many lines of one operation go to the system log. */
    private static final int MAX_LINES = 100;

    /** One operation asks for one authorization at a time; one that was given up may still be waiting. */
    private static final int MAX_AUTHORIZING = 4;
    /** A thread for each connection may need a key. */
    private static final int MAX_DERIVING = Connections.MAX;

    private static final ReentrantLock DERIVING = new ReentrantLock();

    private final transient Connection connection;
    private final transient AccountAuthorizer authorizer;
    private final transient BandwidthBroker.Lease lease;
    private final transient ActiveTransfer transfer;
    private final transient StepRecorder recorder;
    private final transient TaskListener listener;
    private final String build;
    private final transient ReentrantLock authorizing = new ReentrantLock();
    private final transient Semaphore authorizations = new Semaphore(MAX_AUTHORIZING);
    private final transient Semaphore derivations = new Semaphore(MAX_DERIVING);
    private final transient DerivationBudget budget = new DerivationBudget();
    private final transient List<Passphrase> passphrases = new ArrayList<>();
    private final transient Map<Integer, KeySource> keys = new HashMap<>();
    private final transient AtomicReference<AccountCache.Loan> loan = new AtomicReference<>();
    /** Guarded by {@link #authorizing}. */
    private transient boolean hasBorrowed;

    private transient volatile boolean closed;
    private transient int lines;

    /**
     * @param transfer hears how far it is
     * @param recorder hears what was done
     * @param listener hears of authorizations that are tried again, which happens here and not on the node
     * @param build what the log calls the operation
     */
    public ControllerServicesImpl(
            Connection connection,
            ActiveTransfer transfer,
            StepRecorder recorder,
            TaskListener listener,
            String build) {
        this.connection = connection;
        this.authorizer = connection.authorizer();
        this.lease = BandwidthBroker.get().lease(connection.profile());
        this.transfer = transfer;
        this.recorder = recorder;
        this.listener = listener;
        this.build = build;
    }

    @Override
    public AccountAuthorization authorize() throws TransferException, InterruptedException {
        return oneAtATime(() -> authorizer.authorize(new CallObserver() {
            @Override
            public void retrying(RetryEvent event) {
                ControllerServicesImpl.this.retrying(event);
            }

            @Override
            public void silent(String message) {
                say(message);
            }
        }));
    }

    @Override
    public String bucketId() throws TransferException, InterruptedException {
        return oneAtATime(() -> connection.bucketId(calls()));
    }

    /** Hears of calls of B2 that are made here. */
    private TransferListener calls() {
        return new TransferListener() {
            @Override
            public void retrying(RetryEvent event) {
                ControllerServicesImpl.this.retrying(event);
            }

            @Override
            public void warning(String message) {
                say(message);
            }
        };
    }

    @Override
    public void bucketRefused(String id) {
        check();
        authorizer.bucketRefused(id);
    }

    @Override
    public UploadUrl borrowUploadUrl() throws TransferException, InterruptedException {
        return oneAtATime(() -> {
            if (hasBorrowed) {
                return null;
            }
            hasBorrowed = true;
            AccountCache.Loan lent = connection.borrowUploadUrl(calls());
            loan.set(lent);
            return lent == null ? null : lent.url();
        });
    }

    @Override
    public void returnUploadUrl() {
        check();
        AccountCache.Loan lent = loan.getAndSet(null);
        if (lent != null) {
            lent.giveBack().run();
        }
    }

    /** What takes a call of B2. */
    @FunctionalInterface
    private interface Question<T> {
        T ask() throws TransferException, InterruptedException;
    }

    /** One at a time for an operation, so that no node has the controller call B2 on many threads. */
    private <T> T oneAtATime(Question<T> question) throws TransferException, InterruptedException {
        check();
        if (!authorizations.tryAcquire()) {
            throw new TransferException(
                    TransferException.Kind.INTERNAL, "The node asks for more authorizations at once than it can use");
        }
        try {
            authorizing.lockInterruptibly();
            try {
                return question.ask();
            } finally {
                authorizing.unlock();
            }
        } finally {
            authorizations.release();
        }
    }

    private void retrying(RetryEvent event) {
        recorder.retried(1);
        transfer.retried(event.group(), event.describe());
        say(event.describe());
    }

    private void say(String message) {
        log(message);
        listener.getLogger().println("[b2] " + PrintableText.of(message));
    }

    private synchronized void log(String message) {
        lines++;
        if (lines <= MAX_LINES) {
            LOGGER.log(Level.WARNING, "{0}: {1}", new Object[] {build, LogLine.of(message)});
        } else if (lines == MAX_LINES + 1) {
            LOGGER.log(Level.WARNING, "{0}: further lines are in the build''s console only", build);
        }
    }

    /** One at a time on the whole controller, so that no node can keep more than one processor busy here. */
    @Override
    public byte[] deriveKey(int passphrase, KdfParameters parameters) throws IOException, InterruptedException {
        check();
        if (!derivations.tryAcquire()) {
            throw new IOException("The node asks for more keys at once than it can use");
        }
        try {
            DERIVING.lockInterruptibly();
            try {
                return keys(passphrase).derive(parameters);
            } finally {
                DERIVING.unlock();
            }
        } finally {
            derivations.release();
        }
    }

    /** The bounds of what may be derived hold for all passphrases together. */
    private synchronized KeySource keys(int index) throws IOException {
        check();
        KeySource known = keys.get(index);
        if (known != null) {
            return known;
        }
        Passphrase passphrase = connection.passphrase(index);
        if (passphrase == null) {
            throw new IOException(Messages.Connection_noPassphrase(connection.displayName()));
        }
        passphrases.add(passphrase);
        KeySource limited = budget.limit(passphrase);
        keys.put(index, limited);
        return limited;
    }

    @Override
    public long report(StatusReport pulse) {
        check();
        pulse.check();
        recorder.done(pulse.done());
        recorder.failed(pulse.failed());
        recorder.retried(pulse.progress().retryCount());
        pulse.retryLines().forEach(this::log);
        transfer.report(pulse.progress(), pulse.bytesMoved(), pulse.done(), pulse.failed());
        long rate = lease.report(pulse.bytesMoved());
        transfer.limited(rate, lease.source());
        return rate;
    }

    private void check() {
        if (closed) {
            throw new IllegalStateException("The operation is over");
        }
    }

    private Object writeReplace() throws NotSerializableException {
        Channel channel = Channel.current();
        if (channel == null) {
            throw new NotSerializableException("stays on the controller");
        }
        return channel.export(ControllerServices.class, this);
    }

    @Override
    public synchronized void close() {
        closed = true;
        lease.close();
        passphrases.forEach(Passphrase::close);
    }
}
