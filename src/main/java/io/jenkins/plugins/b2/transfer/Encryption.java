package io.jenkins.plugins.b2.transfer;

import io.jenkins.plugins.b2.transfer.encryption.DerivationBudget;
import io.jenkins.plugins.b2.transfer.encryption.EncryptionFormat;
import io.jenkins.plugins.b2.transfer.encryption.KdfParameters;
import io.jenkins.plugins.b2.transfer.encryption.KeyRing;
import io.jenkins.plugins.b2.transfer.encryption.KeySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How to encrypt what goes out and decrypt what comes in. Immutable; as safe for several threads as its key source.
 *
 * @param format for files that are uploaded
 * @param parameters from which this run's keys are derived
 * @param keys where the derived keys of new files come from
 * @param ring what can be decrypted: files under those keys and under earlier ones
 * @param suffix added to the names of encrypted files, taken off when they are decrypted
 */
public record Encryption(
        EncryptionFormat format, KdfParameters parameters, KeySource keys, KeyRing ring, String suffix) {

    public static final String DEFAULT_SUFFIX = ".encrypted";

    public Encryption {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(suffix, "suffix");
    }

    /**
     * Encrypts in a format, decrypts in every format that the salt allows.
     *
     * @param fernetSalt what Fernet keys are derived with; null when there is none, and then no Fernet is possible
     */
    public static Encryption of(EncryptionFormat format, KeySource keys, byte[] fernetSalt) {
        return of(format, keys, List.of(), fernetSalt);
    }

    /**
     * As {@link #of(EncryptionFormat, KeySource, byte[])}, and also decrypts what was encrypted with earlier passphrases.
     * All of them together derive as many keys as a {@link DerivationBudget} allows.
     *
     * @param earlier in the order in which they are tried
     */
    public static Encryption of(
            EncryptionFormat format, KeySource keys, List<? extends KeySource> earlier, byte[] fernetSalt) {
        if (format == EncryptionFormat.FERNET && fernetSalt == null) {
            throw new IllegalArgumentException("FERNET needs a salt: set the one that the other side uses");
        }
        DerivationBudget budget = new DerivationBudget();
        KeySource limited = budget.limit(keys);
        List<KeySource> all = new ArrayList<>(List.of(limited));
        earlier.forEach(source -> all.add(budget.limit(source)));
        KeyRing ring = KeyRing.of(all);
        if (fernetSalt != null) {
            ring = ring.withFernet(KdfParameters.fernet(fernetSalt));
        }
        KdfParameters parameters =
                format == EncryptionFormat.FERNET ? KdfParameters.fernet(fernetSalt) : KdfParameters.fresh();
        return new Encryption(format, parameters, limited, ring, DEFAULT_SUFFIX);
    }

    public Encryption withSuffix(String other) {
        return new Encryption(format, parameters, keys, ring, other);
    }

    @Override
    public String toString() {
        return format.name();
    }
}
