package io.jenkins.plugins.b2.monitor;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.b2.transfer.AccountAuthorization;
import io.jenkins.plugins.b2.transfer.Verb;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What an application key may do, as B2 told when it was last tested; without the token that came with it. Immutable.
 *
 * @param capabilities as B2 calls them
 * @param buckets the names of the only ones that it reaches; empty for all
 * @param namePrefix the only names that it reaches; null for all
 * @param expires milliseconds since 1970; null for never
 */
public record KeyRights(
        Set<String> capabilities,
        List<String> buckets,
        @CheckForNull String namePrefix,
        @CheckForNull Long expires) {
    public KeyRights {
        capabilities = Set.copyOf(capabilities);
        buckets = List.copyOf(buckets);
    }

    static KeyRights of(AccountAuthorization key) {
        // A bucket that has been deleted has no name any more.
        List<String> names = key.buckets().stream()
                .map(bucket -> Objects.requireNonNullElse(bucket.name(), bucket.id()))
                .toList();
        return new KeyRights(key.capabilities(), names, key.namePrefix(), key.keyExpires());
    }

    /** The capabilities that a verb needs and the key lacks. */
    public List<String> missingFor(Verb verb) {
        return verb.capabilities().stream()
                .filter(name -> !capabilities.contains(name))
                .toList();
    }
}
