package io.jenkins.plugins.b2.transfer.encryption;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What one operation may spend on deriving keys. Each run that encrypts has a salt of its own, so that a restore of many
 * runs derives many keys; but each file says its salt and iterations itself, and crafted ones must not keep a machine busy
 * for hours. Safe for use by several threads.
 */
public final class DerivationBudget {
    /** As many as 400 salts with the default number of iterations take: a minute or two of one processor. */
    public static final long MAX_ITERATIONS = 400L * KdfParameters.DEFAULT_ITERATIONS;

    private long spent;

    /**
     * A source of the same keys that refuses to derive more than the budget allows; the same key again costs nothing.
     *
     * @return derives with an {@link IOException} that says what to do when the budget is spent
     */
    public KeySource limit(KeySource source) {
        Set<KdfParameters> paid = new HashSet<>();
        KeySource limited = parameters -> {
            pay(paid, parameters);
            return source.derive(parameters);
        };
        return limited.named(source.name());
    }

    private synchronized void pay(Set<KdfParameters> paid, KdfParameters parameters) throws IOException {
        if (paid.contains(parameters)) {
            return;
        }
        if (spent + parameters.iterations() > MAX_ITERATIONS) {
            throw new IOException(
                    "No further key is derived from the passphrase: this operation has derived so many that"
                            + " all their iterations together are [" + spent + "], allowed are [" + MAX_ITERATIONS
                            + "]. Files of more than 400 uploads take several operations, each with a narrower prefix"
                            + " or pattern; should these files be few, somebody crafted them to keep the machine"
                            + " busy");
        }
        spent += parameters.iterations();
        paid.add(parameters);
    }
}
