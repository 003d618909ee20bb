package io.jenkins.plugins.b2.connection;

import io.jenkins.plugins.b2.bandwidth.BandwidthBroker;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.TransferException;
import io.jenkins.plugins.b2.transfer.UploadUrl;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import java.io.IOException;

/**
 * What a running operation may ask the controller for: as little as possible, and for this operation only. Called
 * across the channel; what it gives out expires or opens one run's files only.
 */
public interface ControllerServices {
    /** What {@link #report} answers where nothing is to travel for now. */
    long PAUSED = BandwidthBroker.PAUSED;

    /** A fresh account authorization, a token that lives 24 hours at most. */
    AccountAuthorization authorize() throws TransferException, InterruptedException;

    /**
     * The id of the operation's bucket, which the controller looks up for all operations with the same key.
     *
     * @return null where the operation is to look by itself
     */
    String bucketId() throws TransferException, InterruptedException;

    /** B2 does not know an id that {@link #bucketId} gave: nobody is given it again. */
    void bucketRefused(String id);

    /**
     * An upload URL for the operation's bucket, which no other operation has meanwhile; one for each operation.
     *
     * @return null where it has had one, or is to ask B2 itself
     */
    UploadUrl borrowUploadUrl() throws TransferException, InterruptedException;

    /**
     * The operation is over, and the last upload to the URL that it borrowed went well: another one may have it. Which one it was
     * is known here, so that no node can bring in another.
     */
    void returnUploadUrl();

    /**
     * A key derived from a passphrase, which itself stays on the controller.
     *
     * @param passphrase 0 for the one that new files are encrypted with, 1 and on for earlier ones
     */
    byte[] deriveKey(int passphrase, KdfParameters parameters) throws IOException, InterruptedException;

    /**
     * Tells that the operation lives and what it has done, and asks how fast it may go on.
     *
     * @return bytes a second; 0 for no limit, {@link #PAUSED} to stop until told otherwise
     */
    long report(StatusReport pulse);
}
