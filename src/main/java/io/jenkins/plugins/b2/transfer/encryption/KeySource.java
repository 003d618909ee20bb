package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where derived keys come from. The passphrase may be far away: the caller of this interface never sees it.
 *
 * <p>Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface KeySource {
    /**
     * Derives the key for these parameters.
     *
     * @return {@link KdfParameters#KEY_BYTES} bytes in an array of the caller's own, which the caller wipes
     * @throws IOException if a remote source can't be reached or refuses
     * @throws InterruptedException if the thread was interrupted; noticed within a second
     */
    byte[] derive(KdfParameters parameters) throws IOException, InterruptedException;

    /** What messages call it, such as a file's name or the id of credentials; empty where it has no name. */
    default String name() {
        return "";
    }

    /** The same keys, with a name. */
    default KeySource named(String name) {
        KeySource source = this;
        return new KeySource() {
            @Override
            public byte[] derive(KdfParameters parameters) throws IOException, InterruptedException {
                return source.derive(parameters);
            }

            @Override
            public String name() {
                return name;
            }
        };
    }

    /** As {@link #derive}; a key of another length is an error, as it would be from a source that is broken. */
    default byte[] deriveChecked(KdfParameters parameters) throws IOException, InterruptedException {
        byte[] key = derive(parameters);
        if (key == null || key.length != KdfParameters.KEY_BYTES) {
            int found = key == null ? 0 : key.length;
            if (key != null) {
                Arrays.fill(key, (byte) 0);
            }
            throw new IOException(
                    "The key source gave [" + found + "] bytes, wanted [" + KdfParameters.KEY_BYTES + "]");
        }
        return key;
    }
}
