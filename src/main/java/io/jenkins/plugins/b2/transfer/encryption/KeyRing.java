package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The keys that files may have been encrypted with: the one that new files get, and earlier ones after it. What is not
 * known of a file (which key, which format) is found out when it is opened.
 *
 * <p>Safe for several threads, as far as its sources are.
 */
public final class KeyRing {
    private static final int REMEMBERED_TOKENS = 1024;

    private final List<KeySource> sources;
    private final KdfParameters fernetParameters;
    private final Map<String, Integer> keyOfToken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return super.size() > REMEMBERED_TOKENS;
        }
    };
    private int lastFernetKey;

    private KeyRing(List<KeySource> sources, KdfParameters fernetParameters) {
        this.sources = sources;
        this.fernetParameters = fernetParameters;
    }

    /** Without any key: encrypted files are recognised and refused. */
    public static KeyRing empty() {
        return new KeyRing(List.of(), null);
    }

    /** Opens AES256_GCM files that were encrypted with any of these. */
    public static KeyRing of(KeySource... sources) {
        return of(List.of(sources));
    }

    /** As {@link #of(KeySource...)}. */
    public static KeyRing of(List<KeySource> sources) {
        return new KeyRing(List.copyOf(sources), null);
    }

    /** Also opens Fernet tokens; these don't carry their parameters, so the configured ones are needed. */
    public KeyRing withFernet(KdfParameters parameters) {
        return new KeyRing(sources, parameters);
    }

    /** What there is to try, for messages: {@code The passphrase}, or all of them with their names. */
    public String describe() {
        String names = sources.stream()
                .map(KeySource::name)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
        return (sources.size() == 1 ? "The passphrase" : "None of the " + sources.size() + " passphrases")
                + (names.isEmpty() ? "" : " (" + names + ")");
    }

    /** How many keys there are to try. */
    public int size() {
        return sources.size();
    }

    /** @throws DecryptionException if there is nothing to open files of this format with */
    public void requireKeys(EncryptionFormat format) throws DecryptionException {
        if (sources.isEmpty() || format == EncryptionFormat.FERNET && fernetParameters == null) {
            throw new DecryptionException(
                    DecryptionException.Kind.NO_KEY,
                    "The content is encrypted (" + format + ") and no key for this format is configured; configure the"
                            + " passphrase it was encrypted with"
                            + (format == EncryptionFormat.FERNET ? ", and its salt" : ""));
        }
    }

    /** The derived key of one of them, for the caller to wipe. */
    public byte[] derive(int index, KdfParameters parameters) throws IOException, InterruptedException {
        return sources.get(index).deriveChecked(parameters);
    }

    /** The derived key of one of them for Fernet, for the caller to wipe. */
    public byte[] deriveFernet(int index) throws IOException, InterruptedException {
        return derive(index, fernetParameters);
    }

    /**
     * Which key to read a token with. Only its end tells whether that was right, and then {@link #remember} makes it
     * right the next time.
     *
     * @param token what tells it from others
     */
    public synchronized int likelyKey(String token) {
        return keyOfToken.getOrDefault(token, lastFernetKey);
    }

    /** Keeps in mind which key a token was made with. */
    public synchronized void remember(String token, int index) {
        keyOfToken.put(token, index);
        lastFernetKey = index;
    }

    @Override
    public String toString() {
        return "KeyRing[" + sources.size() + (fernetParameters == null ? "" : ", FERNET") + ", hidden]";
    }
}
