package io.jenkins.plugins.b2.standalone;

import io.jenkins.plugins.b2.transfer.Encryption;
import picocli.CommandLine.Option;

/** How to encrypt and decrypt. */
final class EncryptionOptions extends KeyOptions {
    /** What {@code --encrypt} may be; {@code NONE} overrules a configuration file. */
    enum Choice {
        AES256_GCM,
        FERNET,
        NONE
    }

    @Option(
            names = "--encrypt",
            paramLabel = "FORMAT",
            arity = "0..1",
            fallbackValue = "AES256_GCM",
            description = "Encrypt uploads: AES256_GCM (the default), FERNET (as the HOMESERVER provider does) or NONE."
                    + " Downloads recognise encrypted files without it.")
    Choice encrypt;

    @Option(
            names = "--encrypted-suffix",
            paramLabel = "S",
            description = "What the names of encrypted files end with, if a profile in Jenkins has a suffix of its own."
                    + " Default: .encrypted")
    String suffix = Encryption.DEFAULT_SUFFIX;
}
