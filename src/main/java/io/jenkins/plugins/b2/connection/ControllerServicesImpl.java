package io.jenkins.plugins.b2.connection;

import hudson.remoting.Channel;
import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.Passphrase;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;

/**
 * The controller's side. Across a channel goes a handle on this very object, never the object; the handle ends with the
 * operation.
 */
public final class ControllerServicesImpl implements ControllerServices, Serializable, AutoCloseable {
    private static final long serialVersionUID = 1L;

    private final transient Connection connection;
    private final transient Passphrase passphrase;
    private final transient BandwidthBroker.Lease lease;
    private transient volatile boolean closed;

    public ControllerServicesImpl(Connection connection) {
        this.connection = connection;
        this.passphrase = connection.passphrase();
        this.lease = BandwidthBroker.get().lease(connection.profile() == null ? null : connection.profile().getName());
    }

    @Override
    public AccountAuthorization authorize() throws TransferException, InterruptedException {
        check();
        return connection.authorizer().authorize();
    }

    @Override
    public byte[] deriveKey(KdfParameters parameters) throws IOException, InterruptedException {
        check();
        if (passphrase == null) {
            throw new IOException(Messages.Connection_noPassphrase(connection.displayName()));
        }
        return passphrase.derive(parameters);
    }

    @Override
    public long report(long bytesMoved) {
        check();
        return lease.report(bytesMoved);
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
    public void close() {
        closed = true;
        lease.close();
        if (passphrase != null) {
            passphrase.close();
        }
    }
}
