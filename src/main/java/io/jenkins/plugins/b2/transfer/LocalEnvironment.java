package io.jenkins.plugins.b2.transfer;

import java.nio.file.Path;
import java.time.Instant;

/**
 * What an operation finds where it runs, and what therefore is no part of a request. Immutable.
 *
 * @param folder resolves the paths of a request
 * @param encryption what to encrypt and decrypt with; null when no passphrase is at hand
 * @param doneSince this is the same request once more, after it was interrupted: since when files in B2 may be the earlier
 *     run's; null when nothing has been done of it yet
 */
public record LocalEnvironment(LocalFolder folder, Encryption encryption, Instant doneSince) {
    /** The process's own folder, and no passphrase. */
    public static final LocalEnvironment PLAIN = with(null);

    /** The process's own folder, everything to be done for the first time. */
    public static LocalEnvironment with(Encryption encryption) {
        return new LocalEnvironment(LocalFolder.unbounded(Path.of("")), encryption, null);
    }

    public LocalEnvironment doneSince(Instant moment) {
        return new LocalEnvironment(folder, encryption, moment);
    }
}
