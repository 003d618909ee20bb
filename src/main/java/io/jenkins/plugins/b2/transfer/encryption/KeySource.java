package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;

/**
 * Where derived keys come from. The passphrase may be far away: the caller of this interface never sees it.
 *
 * <p>Implementations are safe for use by several threads.
 */
public interface KeySource {
    /**
     * Derives the key for these parameters.
     *
     * @return {@link KdfParameters#KEY_BYTES} bytes in an array of the caller's own, which the caller wipes
     * @throws IOException if a remote source can't be reached or refuses
     * @throws InterruptedException if the thread was interrupted; noticed within a second
     */
    byte[] derive(KdfParameters parameters) throws IOException, InterruptedException;
}
