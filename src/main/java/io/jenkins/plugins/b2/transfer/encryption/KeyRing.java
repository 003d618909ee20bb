package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where the keys of either format come from, for reading files whose format only their bytes tell. Immutable; as safe
 * for several threads as its sources.
 */
public final class KeyRing {
    private final KeySource gcm;
    private final KeySource fernet;
    private final KdfParameters fernetParameters;

    private KeyRing(KeySource gcm, KeySource fernet, KdfParameters fernetParameters) {
        this.gcm = gcm;
        this.fernet = fernet;
        this.fernetParameters = fernetParameters;
    }

    /** Without any key: encrypted files are recognised and refused. */
    public static KeyRing empty() {
        return new KeyRing(null, null, null);
    }

    /** Also opens AES256_GCM files. */
    public KeyRing withGcm(KeySource source) {
        return new KeyRing(source, fernet, fernetParameters);
    }

    /** Also opens Fernet tokens; these don't carry their parameters, so the configured ones are needed. */
    public KeyRing withFernet(KeySource source, KdfParameters parameters) {
        return new KeyRing(gcm, source, parameters);
    }

    /** The derived key, for the caller to wipe. */
    public byte[] deriveGcm(KdfParameters parameters) throws IOException, InterruptedException {
        return derive(EncryptionFormat.AES256_GCM, gcm, parameters);
    }

    /** The derived key, for the caller to wipe. */
    public byte[] deriveFernet() throws IOException, InterruptedException {
        return derive(EncryptionFormat.FERNET, fernet, fernetParameters);
    }

    private static byte[] derive(EncryptionFormat format, KeySource source, KdfParameters parameters)
            throws IOException, InterruptedException {
        if (source == null) {
            throw new DecryptionException(
                    DecryptionException.Kind.NO_KEY,
                    "The content is encrypted (" + format + ") and no key for this format is configured; configure the"
                            + " passphrase it was encrypted with");
        }
        return derive(source, parameters);
    }

    public static byte[] derive(KeySource source, KdfParameters parameters) throws IOException, InterruptedException {
        byte[] key = source.derive(parameters);
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

    @Override
    public String toString() {
        return "KeyRing[" + (gcm == null ? "" : "AES256_GCM ") + (fernet == null ? "" : "FERNET ") + "hidden]";
    }
}
